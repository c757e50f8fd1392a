//! An expression's text -> tokens.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    Name(String),
    /// An operator or a bracket, as written.
    Symbol(&'static str),
    And,
    Or,
    Not,
    End,
}

/// A token and its bytes in the expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Lexeme {
    pub token: Token,
    pub range: Range<usize>,
}

/// What an expression's text does wrong, and where in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    pub range: Range<usize>,
    pub message: String,
    pub label: String,
    pub help: Option<String>,
}

impl SyntaxError {
    pub fn new(range: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { range, message: message.into(), label: label.into(), help: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Longer symbols first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 17] = ["<=", ">=", "==", "!=", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", ",", ".", "%"];

/// Splits `text` into tokens, ending with [`Token::End`].
pub fn lex(text: &str) -> Result<Vec<Lexeme>, SyntaxError> {
    let mut lexemes = Vec::new();
    let mut position = 0;
    while let Some(first) = text[position..].chars().next() {
        let rest = &text[position..];
        let (token, length) = if first.is_whitespace() {
            position += first.len_utf8();
            continue;
        } else if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
            number(rest, position)?
        } else if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let token = match &rest[..length] {
                "and" => Token::And,
                "or" => Token::Or,
                "not" => Token::Not,
                name => Token::Name(name.to_owned()),
            };
            (token, length)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol) && !rest.starts_with("**"))
        {
            (Token::Symbol(symbol), symbol.len())
        } else {
            return Err(unexpected(rest, first, position));
        };
        lexemes.push(Lexeme { token, range: position..position + length });
        position += length;
    }
    lexemes.push(Lexeme { token: Token::End, range: text.len()..text.len() });
    Ok(lexemes)
}

fn number(rest: &str, position: usize) -> Result<(Token, usize), SyntaxError> {
    let bytes = rest.as_bytes();
    let digits = |mut at: usize| {
        while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'_') {
            at += 1;
        }
        at
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    let word = rest[end..].find(|c: char| !c.is_alphanumeric() && c != '_').map_or(rest.len(), |at| end + at);
    let range = position..position + word;
    if word > end {
        let message = format!("`{}` is neither a number nor a name", &rest[..word]);
        return Err(SyntaxError::new(range, message, "a name starts with a letter"));
    }
    match rest[..end].replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), end)),
        _ => Err(SyntaxError::new(range, "this number is too large", "not a finite number")),
    }
}

fn unexpected(rest: &str, first: char, position: usize) -> SyntaxError {
    let known = [
        ("&&", "and"),
        ("||", "or"),
        ("&", "and"),
        ("|", "or"),
        ("!", "not"),
        ("≤", "<="),
        ("≥", ">="),
        ("≠", "!="),
        ("×", "*"),
        ("−", "-"),
        ("**", "^"),
        ("[", "prior(x, n)"),
    ];
    let slip = known.iter().find(|(written, _)| rest.starts_with(written));
    let length = slip.map_or(first.len_utf8(), |(written, _)| written.len());
    let range = position..position + length;
    let error = SyntaxError::new(range, format!("`{}` is not part of the language", &rest[..length]), "here");
    match slip {
        Some((_, meant)) => error.help(format!("write `{meant}`")),
        None => error,
    }
}
