//! `portolan login`: a token for this machine, from a server that a person lets it in at.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use portolan_integrations::http::{Answer, Call, Client, Rules};
use serde_json::{Value, json};

use super::remote::base;
use super::serve::runtime;
use super::show::{self, ENVIRONMENT, WRONG_INPUT};

#[derive(Debug, clap::Args)]
pub struct LoginOptions {
    /// Address of the server
    #[arg(long, value_name = "URL")]
    server: String,
    /// What this machine is called on the page that lets it in
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the token is narrowed to, such as catalog.read; may be repeated
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
}

pub fn run(options: &LoginOptions) -> Result<(), ExitCode> {
    base(&options.server)?;
    let server = options.server.trim_end_matches('/').to_owned();
    let place = credentials()?;
    let machine = std::env::var("HOSTNAME").ok().or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    let machine = machine.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let name = options.name.clone().unwrap_or_else(|| match machine {
        Some(machine) => format!("portolan on {machine}"),
        None => "portolan".to_owned(),
    });
    let token = runtime()?.block_on(log_in(&server, &name, &options.scopes.join(" ")))?;
    keep(&place, &server, &token)
        .map_err(|error| show::failure(ENVIRONMENT, &format!("cannot write {}: {error}", place.display())))?;
    show::line(&format!("Signed in; the token is in {}", place.display()));
    Ok(())
}

async fn post(client: &Client, server: &str, path: &str, form: &[(&str, &str)]) -> Result<(u16, Value), ExitCode> {
    let url = format!("{server}{path}");
    let answer = client.call(Call { url: &url, form: Some(form), authorization: None }).await;
    let Answer { status, text } = answer.map_err(|error| show::failure(ENVIRONMENT, &error.to_string()))?;
    let body = serde_json::from_str(&text).map_err(|_| {
        show::failure(
            ENVIRONMENT,
            &format!("{url} answers {status} without JSON\n  help: check the address of the server"),
        )
    })?;
    Ok((status, body))
}

/// Shows the code and asks until a person has decided.
async fn log_in(server: &str, name: &str, scope: &str) -> Result<String, ExitCode> {
    // Whoever types the address says that it may be reached.
    let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
    let client = Client::new(rules).map_err(|error| show::failure(ENVIRONMENT, &error.to_string()))?;
    let (status, begun) =
        post(&client, server, "/api/v1/auth/device", &[("client_id", name), ("scope", scope)]).await?;
    let text = |key: &str| begun[key].as_str().unwrap_or_default().to_owned();
    if status != 200 {
        let reason = if text("detail").is_empty() { text("error_description") } else { text("detail") };
        return Err(show::failure(WRONG_INPUT, &format!("the server answers {status}: {reason}")));
    }
    show::line(&format!("Open {} and type the code {}", text("verification_uri"), text("user_code")));
    let mut wait = begun["interval"].as_u64().unwrap_or(5);
    let device = text("device_code");
    loop {
        tokio::time::sleep(Duration::from_secs(wait)).await;
        let (_, answer) = post(&client, server, "/api/v1/auth/device/token", &[("device_code", &device)]).await?;
        if let Some(token) = answer["access_token"].as_str() {
            return Ok(token.to_owned());
        }
        match answer["error"].as_str().unwrap_or_default() {
            "authorization_pending" => {}
            "slow_down" => wait += 5,
            "access_denied" => return Err(show::failure(WRONG_INPUT, "it was refused")),
            _ => return Err(show::failure(WRONG_INPUT, "the code is too old\n  help: run the command again")),
        }
    }
}

/// Where this user's tokens are.
fn credentials() -> Result<PathBuf, ExitCode> {
    let own = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = own.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config")));
    let folder = folder.ok_or_else(|| show::failure(ENVIRONMENT, "neither XDG_CONFIG_HOME nor HOME is set"))?;
    Ok(folder.join("portolan").join("credentials.json"))
}

/// Keeps the token where only this user reads it; tokens of other servers stay.
fn keep(place: &Path, server: &str, token: &str) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(place);
    std::fs::create_dir_all(folder)?;
    let known = std::fs::read_to_string(place).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let mut known = known.filter(|known| known["servers"].is_object()).unwrap_or_else(|| json!({ "servers": {} }));
    known["servers"][server] = json!({ "token": token });
    // Such files are made for their owner alone.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(known.to_string().as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}
