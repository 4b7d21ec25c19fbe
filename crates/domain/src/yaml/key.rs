//! When two keys are the same: readers disagree on whether `é` and `e` with an accent after it are.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The form in which keys are compared (Unicode NFC); borrowed when the text has it already.
pub fn normal_key(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}
