//! Tokens -> the expression's shape, by precedence climbing.
//!
//! From loose to tight: `or`, `and`, `not`, comparisons (which do not chain), `+ -`, `* /`, unary `-`, `^` (to the right).

use super::ast::{Argument, Arithmetic, Ast, AstKind, Binary, Comparison, Name, Unary};
use super::lexer::{Lexeme, SyntaxError, Token, lex};
use std::ops::Range;

/// Nesting beyond this is refused: nobody writes it, and it would exhaust the stack.
const DEEPEST: usize = 200;
/// So would a chain of operators this long: `a + b + c` nests to the left.
const LONGEST: usize = 1000;

/// Parses one expression; the first syntax error ends it.
pub fn parse_expression(text: &str) -> Result<Ast, SyntaxError> {
    let lexemes = lex(text)?;
    if let Some(lexeme) = lexemes.get(LONGEST) {
        let label = format!("more than {LONGEST} words and signs");
        return Err(SyntaxError::new(lexeme.range.clone(), "this expression is too long", label)
            .help("name its parts in [signals]"));
    }
    let mut parser = Parser { lexemes: &lexemes, position: 0, depth: 0 };
    if parser.peek() == &Token::End {
        return Err(SyntaxError::new(0..text.len(), "this expression is empty", "expected an expression"));
    }
    let ast = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(ast),
        Token::Symbol(")") => Err(SyntaxError::new(parser.range(), "this bracket closes nothing", "no `(` before it")),
        Token::Symbol("=") => Err(SyntaxError::new(parser.range(), "`=` does not compare", "expected an operator")
            .help("write `==` to compare")),
        Token::Symbol("%") => Err(SyntaxError::new(parser.range(), "`%` has no meaning inside an expression", "here")
            .help(parser.without_percent())),
        _ => Err(SyntaxError::new(
            parser.range(),
            format!("expected an operator before {}", parser.describe()),
            "expected an operator or the end",
        )),
    }
}

/// Binding strength of binary operators; 3 is `not`, 7 is unary minus.
fn strength(token: &Token) -> Option<(Binary, u8)> {
    use Arithmetic::*;
    use Comparison::*;
    Some(match token {
        Token::Or => (Binary::Or, 1),
        Token::And => (Binary::And, 2),
        Token::Symbol("<") => (Binary::Comparison(Less), 4),
        Token::Symbol("<=") => (Binary::Comparison(LessOrEqual), 4),
        Token::Symbol(">") => (Binary::Comparison(Greater), 4),
        Token::Symbol(">=") => (Binary::Comparison(GreaterOrEqual), 4),
        Token::Symbol("==") => (Binary::Comparison(Equal), 4),
        Token::Symbol("!=") => (Binary::Comparison(NotEqual), 4),
        Token::Symbol("+") => (Binary::Arithmetic(Add), 5),
        Token::Symbol("-") => (Binary::Arithmetic(Subtract), 5),
        Token::Symbol("*") => (Binary::Arithmetic(Multiply), 6),
        Token::Symbol("/") => (Binary::Arithmetic(Divide), 6),
        Token::Symbol("^") => (Binary::Arithmetic(Power), 8),
        _ => return None,
    })
}

const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const NEGATE: u8 = 7;
const POWER: u8 = 8;

struct Parser<'a> {
    lexemes: &'a [Lexeme],
    position: usize,
    depth: usize,
}

impl Parser<'_> {
    /// How the percentage that ends here is written.
    fn without_percent(&self) -> String {
        let percent = match self.lexemes[..self.position].last().map(|lexeme| &lexeme.token) {
            Some(Token::Number(percent)) => *percent,
            _ => 5.0,
        };
        format!("write {} for {percent} %", percent / 100.0)
    }

    fn peek(&self) -> &Token {
        &self.lexemes[self.position].token
    }

    fn range(&self) -> Range<usize> {
        self.lexemes[self.position].range.clone()
    }

    /// The current token, moving on; the end is never passed.
    fn next(&mut self) -> Lexeme {
        let lexeme = self.lexemes[self.position].clone();
        self.position = (self.position + 1).min(self.lexemes.len() - 1);
        lexeme
    }

    fn describe(&self) -> String {
        match self.peek() {
            Token::Number(value) => format!("the number {value}"),
            Token::Name(name) => format!("`{name}`"),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::And => "`and`".to_owned(),
            Token::Or => "`or`".to_owned(),
            Token::Not => "`not`".to_owned(),
            Token::End => "the end".to_owned(),
        }
    }

    fn expression(&mut self, least: u8) -> Result<Ast, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let label = format!("more than {DEEPEST} levels");
            return Err(SyntaxError::new(self.range(), "this expression is nested too deeply", label)
                .help("name its parts in [signals]"));
        }
        let mut left = self.operand()?;
        while let Some((operator, binding)) = strength(self.peek()) {
            if binding < least {
                break;
            }
            let place = self.next().range;
            // `^` groups to the right: a ^ b ^ c is a ^ (b ^ c). Its exponent may carry a sign.
            let right = self.expression(if binding == POWER { NEGATE } else { binding + 1 })?;
            if binding == COMPARISON && strength(self.peek()).is_some_and(|(_, next)| next == COMPARISON) {
                return Err(SyntaxError::new(self.range(), "comparisons do not chain", "a second comparison")
                    .help("write `a < b and b < c`"));
            }
            let range = left.range.start..right.range.end;
            left = Ast { kind: AstKind::Binary(operator, place, Box::new(left), Box::new(right)), range };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Ast, SyntaxError> {
        let range = self.range();
        match self.peek().clone() {
            Token::Number(value) => {
                self.next();
                Ok(Ast { kind: AstKind::Number(value), range })
            }
            Token::Name(_) => self.name(),
            Token::Not => self.unary(Unary::Not, NOT),
            Token::Symbol("-") => self.unary(Unary::Negate, NEGATE),
            Token::Symbol("(") => {
                self.next();
                let inner = self.expression(0)?;
                let end = self.close(range.clone())?;
                Ok(Ast { range: range.start..end, ..inner })
            }
            Token::Symbol("=") => Err(SyntaxError::new(range, "expected a value before `=`", "here")
                .help("`>=` and `==` are written without a space")),
            _ => Err(SyntaxError::new(
                range,
                format!("expected a value before {}", self.describe()),
                "expected a number, a name or a bracket",
            )),
        }
    }

    fn unary(&mut self, operator: Unary, binding: u8) -> Result<Ast, SyntaxError> {
        let start = self.next().range.start;
        let operand = self.expression(binding)?;
        Ok(Ast { range: start..operand.range.end, kind: AstKind::Unary(operator, Box::new(operand)) })
    }

    fn close(&mut self, opened: Range<usize>) -> Result<usize, SyntaxError> {
        match self.peek() {
            Token::Symbol(")") => Ok(self.next().range.end),
            Token::End => Err(SyntaxError::new(opened, "this bracket is never closed", "no `)` for it")),
            _ => Err(SyntaxError::new(
                self.range(),
                format!("expected `)` or an operator before {}", self.describe()),
                "expected `)` or an operator",
            )),
        }
    }

    fn plain_name(&mut self, after: &str) -> Result<Name, SyntaxError> {
        match self.peek().clone() {
            Token::Name(text) => Ok(Name { text, range: self.next().range }),
            _ => Err(SyntaxError::new(self.range(), format!("expected a name after {after}"), "expected a name")),
        }
    }

    /// A path, or a function call.
    fn name(&mut self) -> Result<Ast, SyntaxError> {
        let first = self.plain_name("this")?;
        if self.peek() == &Token::Symbol("(") {
            return self.call(first);
        }
        let mut path = vec![first];
        while self.peek() == &Token::Symbol(".") {
            self.next();
            path.push(self.plain_name("`.`")?);
        }
        let range = path[0].range.start..path[path.len() - 1].range.end;
        if self.peek() == &Token::Symbol("(") {
            return Err(SyntaxError::new(range, "functions have plain names", "a path cannot be called"));
        }
        Ok(Ast { kind: AstKind::Path(path), range })
    }

    fn call(&mut self, name: Name) -> Result<Ast, SyntaxError> {
        let opened = self.next().range;
        let mut arguments = Vec::new();
        if self.peek() != &Token::Symbol(")") {
            loop {
                arguments.push(self.argument()?);
                if self.peek() != &Token::Symbol(",") {
                    break;
                }
                self.next();
            }
        }
        let end = self.close(opened)?;
        Ok(Ast { range: name.range.start..end, kind: AstKind::Call(name, arguments) })
    }

    fn argument(&mut self) -> Result<Argument, SyntaxError> {
        let named =
            matches!(self.peek(), Token::Name(_)) && self.lexemes[self.position + 1].token == Token::Symbol("=");
        let name = if named {
            let name = self.plain_name("this")?;
            self.next();
            Some(name)
        } else {
            None
        };
        Ok(Argument { name, value: self.expression(0)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fully bracketed, so that precedence shows.
    fn shape(text: &str) -> String {
        fn show(ast: &Ast) -> String {
            match &ast.kind {
                AstKind::Number(value) => value.to_string(),
                AstKind::Path(path) => path.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("."),
                AstKind::Unary(Unary::Negate, a) => format!("(-{})", show(a)),
                AstKind::Unary(Unary::Not, a) => format!("(not {})", show(a)),
                AstKind::Binary(op, _, a, b) => format!("({} {} {})", show(a), op.symbol(), show(b)),
                AstKind::Call(name, arguments) => {
                    let arguments = arguments.iter().map(|argument| match &argument.name {
                        Some(name) => format!("{}={}", name.text, show(&argument.value)),
                        None => show(&argument.value),
                    });
                    format!("{}({})", name.text, arguments.collect::<Vec<_>>().join(", "))
                }
            }
        }
        match parse_expression(text) {
            Ok(ast) => show(&ast),
            Err(error) => format!("{}: {}", &text[error.range.start..error.range.end], error.message),
        }
    }

    #[test]
    fn precedence() {
        let cases = [
            ("a + b * c ^ d", "(a + (b * (c ^ d)))"),
            ("a - b - c", "((a - b) - c)"),
            ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
            ("-x ^ 2", "(-(x ^ 2))"),
            ("2 ^ -1", "(2 ^ (-1))"),
            ("not a > b and c or d", "(((not (a > b)) and c) or d)"),
            ("a or b and c", "(a or (b and c))"),
            ("(a or b) and not c", "((a or b) and (not c))"),
            ("-a * b", "((-a) * b)"),
            ("1_000 * .5e1", "(1000 * 5)"),
            ("momentum(x.weekly.close, 12, skip=1) > 0", "(momentum(x.weekly.close, 12, skip=1) > 0)"),
            ("month() == 1", "(month() == 1)"),
        ];
        for (text, expected) in cases {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn syntax_errors_stand_where_they_are() {
        let cases = [
            ("a < b < c", "<: comparisons do not chain"),
            ("sma(a, 3", "(: this bracket is never closed"),
            ("a)", "): this bracket closes nothing"),
            ("a && b", "&&: `&&` is not part of the language"),
            ("a = b", "=: `=` does not compare"),
            ("a +", ": expected a value before the end"),
            ("a b", "b: expected an operator before `b`"),
            ("3x", "3x: `3x` is neither a number nor a name"),
            ("a.b()", "a.b: functions have plain names"),
            ("", ": this expression is empty"),
            ("1e999", "1e999: this number is too large"),
        ];
        for (text, expected) in cases {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn long_chains_and_deep_nesting_are_refused_not_crashed_on() {
        assert!(parse_expression(&("1".to_owned() + &" + 1".repeat(499))).is_ok());
        let text = "1".to_owned() + &" + 1".repeat(50_000);
        assert!(parse_expression(&text).is_err_and(|error| error.message.contains("too long")));

        let text = format!("{}1{}", "(".repeat(400), ")".repeat(400));
        assert!(parse_expression(&text).is_err_and(|error| error.message.contains("too deeply")));
        let text = "-".repeat(900) + "1";
        assert!(parse_expression(&text).is_err());
    }
}
