//! What rights cost: questions of somebody who sees a part of the catalog against those of somebody who sees all of it.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context;

use super::client::Client;
use super::process::Server;
use super::{Bench, median};

/// Most entities pass it, none is owned by whoever asks.
const POLICY: &str = "roles: [{name: limited, allow: [catalog.read], scope: {filter: {$not: {spec.type: library}}}}]\\n\
                      grants: [{subject: people, role: limited}, {subject: people, role: owner}]\\n";
const ROUNDS: usize = 9;
const ASKED: usize = 200;

impl Bench<'_> {
    pub fn rights(&mut self, binary: &Path, data: &Path) -> anyhow::Result<()> {
        let (all, some) =
            (account(binary, data, "all", true, "default")?, account(binary, data, "some", false, "default")?);
        let server = Server::start(binary, data, None)?;
        let mut first = with_token(&server, all.clone())?;
        let (status, answer) =
            first.send("POST", "/api/v1/policies", &format!("{{\"text\":\"{POLICY}\",\"note\":\"bench\"}}"))?;
        anyhow::ensure!(status == 201, "drafting a policy answers {status}: {answer}");
        let version = super::between(&answer, "\"version\":", ",").context("the draft has a version")?;
        let (status, answer) = first.send("POST", &format!("/api/v1/policies/{version}/publish"), "{}")?;
        anyhow::ensure!(status == 200, "publishing a policy answers {status}: {answer}");
        let questions = [
            (
                "a list, filtered by rights against unfiltered",
                "/api/catalog/entities/by-query?limit=20&filter=kind=component&orderField=metadata.name,asc",
            ),
            (
                "a count, filtered by rights against unfiltered",
                "/api/catalog/entities/by-query?limit=0&filter=kind=component",
            ),
            (
                "facets, filtered by rights against unfiltered",
                "/api/catalog/entity-facets?facet=spec.type&facet=metadata.tags&filter=kind=component",
            ),
        ];
        for (what, path) in questions {
            let (mut narrow, mut wide) = (Vec::new(), Vec::new());
            // In turn over one connection: what the machine does besides falls on both, and so does which thread of the
            // server the connection fell to, which decides whether each of its requests has to wake one.
            for _ in 0..ROUNDS {
                let mut client = Client::connect(&server.address)?;
                for _ in 0..ASKED {
                    narrow.push(ask(&mut client, &some, path)?);
                    wide.push(ask(&mut client, &all, path)?);
                }
            }
            let (narrow, wide) = (median(&mut narrow), median(&mut wide));
            let ratio = narrow / wide;
            self.note(what, "<= 1.2", format!("{ratio:.2} ({narrow:.2} ms against {wide:.2} ms)"), Some(ratio <= 1.2));
        }
        server.stop()?;
        self.check(binary, data)
    }

    /// Without HTTP around it, by a program of its own.
    fn check(&mut self, binary: &Path, data: &Path) -> anyhow::Result<()> {
        let program = binary.with_file_name("examples").join("rights");
        let output = Command::new(&program).arg(data).output();
        let output = output.with_context(|| format!("{}; `make bench` builds it", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let micros: f64 = text.trim().parse().with_context(|| format!("{} says: {text}", program.display()))?;
        self.note("a permission check on one entity", "< 20 us", format!("{micros:.2} us"), Some(micros < 20.0));
        Ok(())
    }
}

/// Makes an account of a tenant on a store that nobody serves; a token of it.
pub fn account(binary: &Path, data: &Path, name: &str, admin: bool, tenant: &str) -> anyhow::Result<String> {
    let email = format!("{name}@bench.example");
    let run = |arguments: &[&str]| -> anyhow::Result<String> {
        let whose: &[&str] = if tenant == "default" { &[] } else { &["--tenant", tenant] };
        let output = Command::new(binary).args(arguments).args(whose).arg("--data").arg(data).output()?;
        anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    let create = ["user", "create", "--email", &email, "--name", name];
    run(&[&create[..], if admin { &["--admin"] } else { &[] }].concat())?;
    run(&["token", "create", "--user", &email])
}

pub fn with_token(server: &Server, token: String) -> anyhow::Result<Client> {
    let mut client = Client::connect(&server.address)?;
    client.token = token;
    Ok(client)
}

/// Milliseconds of one question.
fn ask(client: &mut Client, token: &str, path: &str) -> anyhow::Result<f64> {
    token.clone_into(&mut client.token);
    let started = Instant::now();
    let status = client.exchange("GET", path, "")?;
    anyhow::ensure!(status == 200, "{path} answers {status}");
    Ok(started.elapsed().as_secs_f64() * 1_000.0)
}
