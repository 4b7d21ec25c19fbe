//! `portolan demo`: a sample organisation from a temporary directory.

use std::path::Path;
use std::process::ExitCode;

use rust_embed::RustEmbed;

use super::serve::{logging, runtime, serve, start};
use super::show::{self, ENVIRONMENT};
use crate::app::App;
use crate::config::Config;
use crate::sources::{Cause, NewSource};

/// The files of the sample organisation.
#[derive(RustEmbed)]
#[folder = "../../fixtures/demo"]
struct Sample;

/// Lists what the retired part of the company no longer has; the deletion guard holds it.
const RETIRED: &str = "legacy-retired.txt";

#[derive(Debug, clap::Args)]
pub struct DemoOptions {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7007")]
    listen: String,
}

pub fn run(options: &DemoOptions) -> Result<(), ExitCode> {
    let folder = tempfile::Builder::new()
        .prefix("portolan-demo-")
        .tempdir()
        .map_err(|error| show::failure(ENVIRONMENT, &format!("cannot make a temporary directory: {error}")))?;
    let files = folder.path().join("halden");
    write(&files).map_err(|error| show::failure(ENVIRONMENT, &format!("cannot write the sample: {error}")))?;
    let mut config = Config { listen: options.listen.clone(), data: folder.path().join("data"), ..Config::default() };
    config.log.level = "warn".to_owned();
    config.auth.guest.enabled = Some(true);
    logging(&config);
    let roots = roots(&files);
    let outcome = runtime()?.block_on(async {
        let app = start(&config, roots).await?;
        serve(&config, app, &["all"], async |app, _| {
            first_sync(&app, &files).await;
            Ok(Some(format!(
                "The sample organisation lies in {}; edit a file there and watch the page follow. Ctrl-C ends it.",
                files.display()
            )))
        })
        .await
    });
    // The directory goes with the demo.
    drop(folder);
    outcome
}

fn write(root: &Path) -> std::io::Result<()> {
    for name in Sample::iter() {
        let Some(file) = Sample::get(&name) else { continue };
        let path = root.join(&*name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, file.data)?;
    }
    Ok(())
}

/// Each folder of the sample is a source of its own.
fn roots(files: &Path) -> Vec<NewSource> {
    let mut names: Vec<String> =
        Sample::iter().filter_map(|name| name.split_once('/').map(|(folder, _)| folder.to_owned())).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| NewSource {
            target: files.join(&name).display().to_string(),
            // What teams write themselves comes after the platform team's word.
            rank: Some(if name == "platform" { 50 } else { 100 }),
            name,
            origin: "demo".to_owned(),
            ..NewSource::default()
        })
        .collect()
}

/// Waits for the first syncs, then retires a part of the company so that a held deletion can be seen.
async fn first_sync(app: &App, files: &Path) {
    let sources = app.sources.list().await.unwrap_or_default();
    for source in &sources {
        // The scheduler may be at it: then it is waited for.
        while matches!(app.sources.sync(&source.id, Cause::Start, None).await, Ok(None)) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    let Ok(retired) = std::fs::read_to_string(files.join(RETIRED)) else { return };
    for line in retired.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        // Already gone is as good.
        let _ = std::fs::remove_file(files.join(line));
    }
}
