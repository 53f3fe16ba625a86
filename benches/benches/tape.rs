//! Text to tape, natively: ours beside other tokenizers, over a user and a large group.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scimlens_bench::Bench;

/// A user with what directories hold about people, of about 1.4 kB.
fn user() -> String {
    let emails = r#"[{"value":"mira.lindqvist@shop.example","type":"work","primary":true},{"value":"mira@home.example","type":"home"}]"#;
    let phones = r#"[{"value":"tel:+49-421-5550143","type":"work"},{"value":"tel:+49-170-5550199","type":"mobile"}]"#;
    let address = r#"{"type":"work","streetAddress":"Am Deich 17","locality":"Bremen","postalCode":"28199","country":"DE","formatted":"Am Deich 17\n28199 Bremen","primary":true}"#;
    let groups = r#"[{"value":"5f0c2a31-90aa","display":"Buyers","type":"direct"},{"value":"77d1be04-1c9e","display":"Everyone","type":"indirect"}]"#;
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223-7f76-453a-919d-413861904646","externalId":"80217","userName":"mira.lindqvist","name":{{"formatted":"Mira Lindqvist","familyName":"Lindqvist","givenName":"Mira"}},"displayName":"Mira Lindqvist","title":"Buyer","userType":"Employee","preferredLanguage":"de-DE","locale":"de-DE","timezone":"Europe/Berlin","active":true,"emails":{emails},"phoneNumbers":{phones},"addresses":[{address}],"groups":{groups},"meta":{{"resourceType":"User","created":"2025-03-01T08:00:00Z","lastModified":"2026-02-11T14:21:05Z","version":"W/\"3694e05e9dff591\"","location":"https://scim.example/v2/Users/2819c223-7f76-453a-919d-413861904646"}}}}"#
    )
}

/// A group of 10,000 members, of about 1.1 MB.
fn group() -> String {
    let mut text = String::from(
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Everyone","members":["#,
    );
    for id in 0..10_000 {
        let comma = if id > 0 { "," } else { "" };
        // Writing to a String can't fail.
        let _ = write!(
            text,
            r#"{comma}{{"value":"2819c223-7f76-453a-919d-{id:012}","$ref":"https://scim.example/v2/Users/{id:012}","type":"User"}}"#
        );
    }
    text.push_str("]}");
    text
}

type Tokenizer = fn(&mut Bench, usize) -> usize;

const TOKENIZERS: [(&str, Tokenizer); 6] = [
    ("scimlens tape", Bench::scimlens),
    ("jiter, flat", Bench::jiter),
    ("serde_json, flat", Bench::serde_json),
    ("serde_json, nothing kept", Bench::serde_json_nothing),
    ("serde_json, Value", Bench::serde_json_value),
    ("simd-json tape", Bench::simd_json),
];

fn text_to_tape(criterion: &mut Criterion) {
    for (name, text) in [("user", user()), ("group of 10,000", group())] {
        let mut of_text = criterion.benchmark_group(format!("text to tape: {name}"));
        of_text.throughput(Throughput::Bytes(text.len() as u64));
        for (tokenizer, run) in TOKENIZERS {
            let mut bench = Bench::new();
            let length = bench.put(&text);
            assert!(run(&mut bench, length) > 0, "{tokenizer} refuses {name}");
            of_text.bench_function(tokenizer, |bencher| {
                bencher.iter(|| black_box(run(&mut bench, length)));
            });
        }
        of_text.finish();
    }
}

criterion_group!(benches, text_to_tape);
criterion_main!(benches);
