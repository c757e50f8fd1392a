fn main() -> std::process::ExitCode {
    rotascope::cli::main()
}
