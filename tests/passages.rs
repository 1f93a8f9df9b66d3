//! Passages of `datasets/mesure`, a line each: `kind | text`, what is looked for between « and », line breaks as ⏎.

use std::ops::Range;

/// A passage, and the bytes of what is marked in it.
pub struct Marked {
    pub kind: String,
    pub text: String,
    pub spans: Vec<Range<usize>>,
}

/// The passages of a file; `#` begins a comment.
pub fn marked(set: &str) -> impl Iterator<Item = Marked> {
    set.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(read)
}

fn read(line: &str) -> Marked {
    let (kind, marked) = line.split_once(" | ").expect("« sorte | texte »");
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for character in marked.chars() {
        match character {
            '«' => start = text.len(),
            '»' => spans.push(start..text.len()),
            '⏎' => text.push('\n'),
            other => text.push(other),
        }
    }
    Marked { kind: kind.to_owned(), text, spans }
}
