//! What virtual viewers write: made up of a short list of words.

use rand::Rng;
use rand::rngs::SmallRng;

const WORDS: [&str; 40] = [
    "wow", "love", "this", "one", "please", "the", "red", "blue", "size", "medium", "still",
    "there", "how", "much", "is", "it", "hello", "from", "Lisbon", "Oslo", "so", "pretty", "want",
    "two", "of", "them", "great", "show", "tonight", "again", "show", "us", "back", "and", "does",
    "fit", "ship", "today", "nice", "colour",
];

const OPENERS: [&str; 12] = [
    "hello from Lisbon!",
    "hi everyone",
    "is it true to size?",
    "love the colour",
    "I have the blue one, it is great",
    "how long does shipping take?",
    "can you show the back please?",
    "so pretty ♥",
    "been waiting for this one",
    "does it come in medium?",
    "mine arrived today, thank you!",
    "what a price",
];

/// A text of exactly so many bytes: words with single blanks between them, the
/// last one drawn out to fit, as excited viewers write.
#[must_use]
pub fn exact(bytes: u32, rng: &mut SmallRng) -> String {
    let bytes = bytes as usize;
    let mut text = String::with_capacity(bytes);
    while text.len() < bytes {
        let word = WORDS[rng.random_range(0..WORDS.len())];
        let left = bytes - text.len();
        if text.is_empty() && word.len() <= left {
            text.push_str(word);
        } else if !text.is_empty() && word.len() < left {
            text.push(' ');
            text.push_str(word);
        } else {
            text.extend(std::iter::repeat_n('o', left));
        }
    }
    text
}

/// A pleasant line for a demo's chat.
#[must_use]
pub(crate) fn pleasant(rng: &mut SmallRng) -> String {
    if rng.random_bool(0.5) {
        return OPENERS[rng.random_range(0..OPENERS.len())].to_owned();
    }
    let count = rng.random_range(2..=7);
    let words: Vec<&str> = (0..count).map(|_| WORDS[rng.random_range(0..WORDS.len())]).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_text_has_exactly_the_bytes_asked_for_and_no_blank_at_its_ends() {
        let mut rng = SmallRng::seed_from_u64(7);
        for bytes in 1..=2_048 {
            let text = exact(bytes, &mut rng);
            assert_eq!(text.len(), bytes as usize);
            assert_eq!(text.trim(), text);
        }
    }
}
