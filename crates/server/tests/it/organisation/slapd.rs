//! A real OpenLDAP server on a loopback port, with a directory of its own; gone with its value.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

const SLAPD: &str = "/usr/sbin/slapd";
pub const BASE: &str = "dc=halden,dc=example";
pub const ADMIN: &str = "cn=admin,dc=halden,dc=example";
pub const PASSWORD: &str = "a secret";

/// It, running.
pub struct Slapd {
    pub plain: u16,
    pub tls: u16,
    folder: tempfile::TempDir,
    child: Child,
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

async fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().await.expect("it starts");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority, and a certificate of it for this machine.
async fn vouch(ca: &str, key: &str, certificate: &str, folder: &Path) {
    let at = |name: &str| folder.join(name).to_str().expect("a path").to_owned();
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    std::fs::write(at("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n").expect("a file");
    let own = ["req", "-x509", "-days", "30", "-subj", "/CN=Authority", "-keyout", &at("ca.key"), "-out", ca];
    run("openssl", &[&own[..], &curve[..]].concat()).await;
    let asked = ["req", "-subj", "/CN=localhost", "-keyout", key, "-out", &at("request")];
    run("openssl", &[&asked[..], &curve[..]].concat()).await;
    let signed = ["x509", "-req", "-days", "30", "-in", &at("request"), "-CA", ca, "-CAkey", &at("ca.key")];
    run("openssl", &[&signed[..], &["-CAcreateserial", "-extfile", &at("names"), "-out", certificate]].concat()).await;
}

impl Slapd {
    /// With these entries; nothing where it is not installed, which is said.
    pub async fn start(ldif: &str) -> Option<Self> {
        if !Path::new(SLAPD).exists() {
            eprintln!("slapd is not installed: LDAP is not tested (scripts/need slapd)");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
        std::fs::create_dir(at("db")).expect("a folder");
        let (key, certificate) = (at("key.pem"), at("certificate.pem"));
        vouch(&at("ca.pem"), &key, &certificate, folder.path()).await;
        let schemas =
            ["core", "cosine", "nis", "inetorgperson"].map(|name| format!("include /etc/ldap/schema/{name}.schema"));
        let config = format!(
            "{}\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile {}\nTLSCertificateFile {certificate}\nTLSCertificateKeyFile {key}\n\
             disallow bind_anon\nrequire authc\ndatabase mdb\nsuffix \"{BASE}\"\nrootdn \"{ADMIN}\"\nrootpw \"{PASSWORD}\"\ndirectory {}\n\
             access to attrs=userPassword by anonymous auth by * none\naccess to * by users read\nlimits dn=\"cn=reader,{BASE}\" size=100 size.prtotal=unlimited\n",
            schemas.join("\n"),
            at("pid"),
            at("db")
        );
        std::fs::write(at("slapd.conf"), config).expect("a file");
        std::fs::write(at("entries.ldif"), ldif).expect("a file");
        run("/usr/sbin/slapadd", &["-f", &at("slapd.conf"), "-l", &at("entries.ldif")]).await;
        let (plain, tls) = (free_port(), free_port());
        let listen = format!("ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{tls}");
        let mut command = Command::new(SLAPD);
        // With a debug level it stays in the foreground and ends with us.
        command.args(["-f", &at("slapd.conf"), "-h", &listen, "-d", "0"]).stderr(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().expect("it starts");
        let mut again = tokio::time::interval(Duration::from_millis(20));
        while TcpStream::connect(("127.0.0.1", tls)).await.is_err() {
            again.tick().await;
        }
        Some(Self { plain, tls, folder, child })
    }

    /// The certificate that vouches for it.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Ends it.
    pub async fn stop(&mut self) {
        self.child.kill().await.expect("it ends");
    }
}
