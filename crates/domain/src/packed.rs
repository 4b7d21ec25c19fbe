//! Long texts made short: an LZ4 block with a dictionary of what descriptors share. One format in memory and on disk: the
//! number of the dictionary, four bytes of the text's length (the lowest first), the block.

/// Text that many descriptors share; blocks refer back to it. What is on disk was made with it: another one gets a number of
/// its own.
const DICTIONARY: &str = concat!(
    r#"{"metadata":{"namespace":"default","name":"","title":"","description":"","labels":{"tier":"1"},"annotations":{"#,
    r#""backstage.io/managed-by-location":"url:https://github.com/","backstage.io/managed-by-origin-location":"file:/","#,
    r#""backstage.io/source-location":"url:https://github.com/","backstage.io/techdocs-ref":"dir:.","github.com/project-slug":"","#,
    r#""backstage.io/view-url":"https://github.com/","backstage.io/edit-url":"https://github.com/","#,
    r#""pagerduty.com/service-id":"","grafana/dashboard-selector":"","sonarqube.org/project-key":"","argocd/app-name":"","#,
    r#""sentry.io/project-slug":"","backstage.io/kubernetes-id":""},"tags":["java","go","rust","python","typescript"],"#,
    r#""links":[{"url":"https://","title":"Dashboard","icon":"dashboard"},{"url":"https://","title":"Runbook","type":"docs"}]},"#,
    r#""apiVersion":"backstage.io/v1alpha1","kind":"Component","spec":{"type":"service","lifecycle":"production","#,
    r#""owner":"group:default/","system":"","domain":"","dependsOn":["component:default/","resource:default/"],"#,
    r#""providesApis":[""],"consumesApis":[""]}},"kind":"Resource","kind":"API","kind":"User","kind":"Group","#,
    r#""spec":{"memberOf":[""],"profile":{"displayName":"","email":"@example.com"}},"spec":{"children":[],"type":"team"}"#
);

/// The number of the dictionary.
const NUMBER: u8 = 1;
/// Bytes before the block.
const HEAD: usize = 5;
/// How much longer than what is kept a text can be: a byte of a block stands for 255 at most. What says more is broken, and
/// makes nobody reserve memory for it.
const MOST: usize = 256;

/// A text, packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed(Box<[u8]>);

impl Packed {
    /// Packs a text with room to work in.
    pub fn new(text: &str, room: &mut Vec<u8>) -> Self {
        let most = HEAD + lz4_flex::block::get_maximum_output_size(text.len());
        if room.len() < most {
            room.resize(most, 0);
        }
        room[0] = NUMBER;
        room[1..HEAD].copy_from_slice(&(text.len() as u32).to_le_bytes());
        // It fails only where the room is too small.
        let used = lz4_flex::block::compress_into_with_dict(text.as_bytes(), &mut room[HEAD..], DICTIONARY.as_bytes());
        Self(room[..HEAD + used.unwrap_or_default()].into())
    }

    /// What was packed before, as [`Self::bytes`] gave it.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// How it is kept.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into()
    }

    /// The text; empty when this is not what was packed.
    pub fn text(&self) -> String {
        unpack(&self.0).unwrap_or_default()
    }
}

/// Bytes of the text in what was packed, if it is that.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let head: [u8; HEAD - 1] = bytes.get(1..HEAD)?.try_into().ok()?;
    let length = u32::from_le_bytes(head) as usize;
    (bytes[0] == NUMBER && length <= MOST * bytes.len()).then_some(length)
}

/// The text that was packed; none when this is something else.
pub fn unpack(bytes: &[u8]) -> Option<String> {
    let length = length(bytes)?;
    let text = lz4_flex::block::decompress_with_dict(&bytes[HEAD..], length, DICTIONARY.as_bytes()).ok()?;
    String::from_utf8(text).ok().filter(|text| text.len() == length)
}
