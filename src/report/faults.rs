//! Errors as people see them: faults of a strategy file with the line and a caret under the place.

use crate::error::{Error, Fault, Message, Severity, Source};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// An error's whole text, styled for a terminal (the printer strips the style where there is none).
pub fn error(error: &Error) -> String {
    match error {
        Error::Faults(faults) => rendered(&faults.sources, &faults.faults),
        Error::Input(message) | Error::Failed(message) => message_text(message, Level::ERROR),
        Error::Stopped(message) => message_text(message, Level::NOTE),
    }
}

/// The warnings of a file that passed.
pub fn warnings(sources: &[Source], faults: &[Fault]) -> String {
    rendered(sources, faults)
}

/// Shown in full; of more than these, only how many there are: each costs a look at its whole file.
const SHOWN: usize = 100;

fn rendered(sources: &[Source], faults: &[Fault]) -> String {
    let renderer = Renderer::styled();
    let texts = faults.iter().take(SHOWN).map(|fault| {
        let source = &sources[fault.span.source as usize];
        let level = match fault.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let length = source.text.len();
        let start = (fault.span.start as usize).min(length);
        let end = (fault.span.end as usize).clamp(start, length);
        let annotation = AnnotationKind::Primary.span(start..end).label(&fault.label);
        let snippet = Snippet::source(&source.text).path(&source.name).annotation(annotation);
        let mut group: Group = level.primary_title(&fault.message).element(snippet);
        if let Some(help) = &fault.help {
            group = group.element(Level::HELP.message(help));
        }
        renderer.render(&[group])
    });
    let mut texts: Vec<String> = texts.collect();
    if faults.len() > SHOWN {
        let more = format!("and {} more, further down", faults.len() - SHOWN);
        texts.push(renderer.render(&[Group::with_title(Level::NOTE.primary_title(&more))]));
    }
    texts.join("\n\n") + "\n"
}

fn message_text(message: &Message, level: Level) -> String {
    let mut group = Group::with_title(level.primary_title(&message.what));
    if let Some(place) = &message.place {
        group = group.element(Level::NOTE.with_name("at").message(place));
    }
    if let Some(help) = &message.help {
        group = group.element(Level::HELP.message(help));
    }
    Renderer::styled().render(&[group]) + "\n"
}
