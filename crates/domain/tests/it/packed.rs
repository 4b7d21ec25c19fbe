//! Packed texts: what is on disk reads as it was written, also by later versions; what is broken is nothing.

use portolan_domain::packed::{Packed, length, unpack};
use proptest::prelude::*;

const BODY: &str = r#"{"metadata":{"name":"billing","annotations":{"github.com/project-slug":"halden/billing"}},"kind":"Component","apiVersion":"backstage.io/v1alpha1","spec":{"type":"service","lifecycle":"production","owner":"group:default/payments"}}"#;

/// `BODY` as the first version kept it.
const KEPT: &str = concat!(
    "01e60000000eb60400b0017d696c6c696e67227504073d030bbe027468616c64656e2f3a00007e0003e80014436201004f00",
    "0f1602110403010f03022db07061796d656e7473227d7d",
);

fn pack(text: &str) -> Packed {
    Packed::new(text, &mut Vec::new())
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("a byte")).collect()
}

#[test]
fn what_the_first_version_kept_is_read_for_ever() {
    assert_eq!(unpack(&bytes(KEPT)).as_deref(), Some(BODY), "a dictionary that is on disk is never altered");
}

#[test]
fn a_descriptor_takes_less_than_half() {
    assert!(pack(BODY).bytes().len() * 2 < BODY.len(), "{} of {}", pack(BODY).bytes().len(), BODY.len());
}

#[test]
fn what_says_that_it_is_huge_is_broken() {
    for bytes in [[1, 255, 255, 255, 255, 0], [1, 0, 0, 0, 16, 0]] {
        assert_eq!((unpack(&bytes), length(&bytes)), (None, None));
    }
    let long = "a".repeat(10_000_000);
    assert_eq!(pack(&long).text(), long, "nothing gets shorter than that");
}

proptest! {
    #[test]
    fn a_text_comes_back(text in ".{0,400}") {
        let packed = pack(&text);
        prop_assert_eq!(length(packed.bytes()), Some(text.len()));
        prop_assert_eq!(Packed::of_bytes(packed.bytes()).text(), text.clone());
        prop_assert_eq!(unpack(&packed.into_bytes()), Some(text));
    }

    #[test]
    fn broken_bytes_give_a_text_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = unpack(&bytes);
        let mut told = vec![1, 40, 0, 0, 0];
        told.extend(bytes);
        prop_assert!(unpack(&told).is_none_or(|text| text.len() == 40));
    }
}
