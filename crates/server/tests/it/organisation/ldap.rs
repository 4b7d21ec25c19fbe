//! A source that is an LDAP directory, asked by its real server.

use portolan::config::LdapConfig;
use portolan::hosting::{Hosting, Pattern, TenantDirectory};
use portolan::http::places::AtOnce;
use portolan::sources::{Cause, LdapDirectory, NewSource};
use portolan::tenants::{Tenant, store as tenants};
use portolan_integrations::http::Rules;
use portolan_integrations::ldap;
use serde_json::{Value, json};

use super::slapd::{ADMIN, BASE, PASSWORD, Slapd};
use crate::harness::{Server, names};

/// `count` people, and two groups of which one is in the other.
fn entries(count: usize) -> String {
    let mut ldif = format!(
        "dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: halden\no: Halden\n\n\
         dn: cn=reader,{BASE}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: reads\n\n"
    );
    for number in 0..count {
        let person = format!("uid=person{number:04},{BASE}");
        ldif.push_str(&format!(
            "dn: {person}\nobjectClass: inetOrgPerson\nuid: person{number:04}\ncn: Person {number}\nsn: {number}\nmail: p{number}@halden.example\n\n"
        ));
    }
    ldif.push_str(&format!(
        "dn: cn=Pricing Team,{BASE}\nobjectClass: groupOfNames\ncn: Pricing Team\ndescription: Prices\nmember: UID=person0000, {BASE}\n\n\
         dn: cn=engineering,{BASE}\nobjectClass: groupOfNames\ncn: engineering\nmember: cn=Pricing Team,{BASE}\nmember: uid=gone,{BASE}\n\n\
         dn: cn=unix,{BASE}\nobjectClass: posixGroup\ncn: unix\ngidNumber: 7\nmemberUid: person0001\n\n"
    ));
    ldif
}

fn config(slapd: &Slapd) -> LdapConfig {
    LdapConfig {
        url: format!("ldaps://localhost:{}", slapd.tls),
        ca_file: slapd.ca_file().to_str().expect("a path").to_owned(),
        bind_dn: format!("cn=reader,{BASE}"),
        password: "reads".to_owned(),
        base: BASE.to_owned(),
        ..LdapConfig::default()
    }
}

fn rules() -> Rules {
    Rules { allow_private_addresses: true, allowed_hosts: Vec::new() }
}

async fn open(config: &LdapConfig) -> Result<Vec<String>, String> {
    use portolan_integrations::tree::Tree;
    let tree = ldap::open(&rules(), &config.settings()).await.map_err(|error| error.to_string())?;
    Ok(tree.list().iter().map(|file| file.path.clone()).collect())
}

async fn beside(config: &LdapConfig) -> (Server, String) {
    let directory = LdapDirectory { target: config.target(), settings: config.settings(), rules: rules() };
    let server = Server::beside(vec![directory]).await;
    let new =
        NewSource { target: config.target(), kind: "ldap".into(), origin: "config".into(), ..NewSource::default() };
    let source = server.app.sources.create(new, &"test".into(), false).await.expect("a source");
    (server, source.id)
}

async fn sync(server: &Server, id: &str) -> Value {
    let ran = server.app.sources.sync(id, Cause::Manual, None).await.expect("it runs").expect("nobody is at it");
    json!({ "state": ran.state, "counts": ran.counts, "message": ran.message })
}

#[tokio::test]
async fn people_and_groups_of_a_directory_are_users_and_groups() {
    // More than one page, and more than the server gives at once.
    let Some(mut slapd) = Slapd::start(&entries(620)).await else { return };
    let (server, id) = beside(&config(&slapd)).await;
    let ran = sync(&server, &id).await;
    assert_eq!((&ran["state"], &ran["counts"]["created"]), (&json!("done"), &json!(623)), "{ran}");
    let (_, user) = server.get("/api/catalog/entities/by-name/user/default/person0000").await;
    let profile = json!({ "displayName": "Person 0", "email": "p0@halden.example" });
    assert_eq!(user["spec"], json!({ "profile": profile, "memberOf": ["group:default/pricing-team"] }), "{user}");
    assert_eq!(user["metadata"]["annotations"]["portolan.dev/ldap-dn"], format!("uid=person0000,{BASE}"));
    let (_, other) = server.get("/api/catalog/entities/by-name/user/default/person0001").await;
    assert_eq!(other["spec"]["memberOf"], json!(["group:default/unix"]));
    let (_, group) = server.get("/api/catalog/entities/by-name/group/default/pricing-team").await;
    let spec = json!({ "type": "team", "children": [], "profile": { "displayName": "Prices" }, "parent": "group:default/engineering" });
    assert_eq!(group["spec"], spec, "{group}");
    let again = sync(&server, &id).await;
    assert_eq!(
        (&again["counts"]["read"], &again["counts"]["updated"]),
        (&json!(0), &json!(0)),
        "nothing changed: {again}"
    );
    let (_, source) = server.get(&format!("/api/v1/sources/{id}")).await;
    assert!(source["kind"] == "ldap" && !source.to_string().contains("reads"), "{source}");

    slapd.stop().await;
    let failed = sync(&server, &id).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    let (_, found) = server.get("/api/catalog/entities?filter=kind=user&limit=1000").await;
    assert_eq!(names(&found).len(), 620, "a directory that is away removes nobody");
}

#[tokio::test]
async fn what_a_directory_refuses_or_lacks_fails_the_sync() {
    let Some(slapd) = Slapd::start(&entries(3)).await else { return };
    let good = config(&slapd);
    let with = |change: fn(&mut LdapConfig)| {
        let mut one = good.clone();
        change(&mut one);
        one
    };
    assert_eq!(open(&good).await.expect("it answers").len(), 6);
    let plain = LdapConfig { url: format!("ldap://127.0.0.1:{}", slapd.plain), ..good.clone() };
    assert_eq!(open(&LdapConfig { start_tls: true, ..plain.clone() }).await.expect("StartTLS").len(), 6);
    assert_eq!(open(&LdapConfig { allow_plaintext: true, ..plain.clone() }).await.expect("in the clear").len(), 6);
    let admin = LdapConfig { bind_dn: ADMIN.into(), password: PASSWORD.into(), ..good.clone() };
    assert_eq!(open(&admin).await.expect("another one").len(), 6);
    let narrow = with(|one| one.user_filter = "(&(uid=person*)(!(uid=person\\30002)))".into());
    assert_eq!(open(&narrow).await.expect("a filter").len(), 5);
    for (wrong, said) in [
        (with(|one| one.password = "wrong".into()), "password is wrong"),
        (with(|one| one.password = String::new()), "no password"),
        (with(|one| one.ca_file = String::new()), "TLS fails"),
        (with(|one| one.base = "dc=elsewhere".into()), "nothing at the base"),
        (with(|one| one.user_filter = "(uid=nobody)".into()), "names nobody"),
        (with(|one| one.user_filter = "(uid=".into()), "filter"),
        (with(|one| one.url = "https://localhost".into()), "not the address"),
        (with(|one| one.url = "ldaps://cn=x:y@localhost".into()), "carries credentials"),
        (LdapConfig { bind_dn: String::new(), password: String::new(), ..good.clone() }, "code"),
        (plain, "in the clear"),
    ] {
        let error = open(&wrong).await.expect_err(said);
        assert!(error.contains(said), "{said}: {error}");
        assert!(!error.contains("reads"), "{error}");
    }
    let private = Rules { allow_private_addresses: false, allowed_hosts: Vec::new() };
    let error = ldap::open(&private, &good.settings()).await.expect_err("a private address").to_string();
    assert!(error.contains("private"), "{error}");
}

#[tokio::test]
async fn a_directory_that_loses_many_is_held() {
    let Some(slapd) = Slapd::start(&entries(30)).await else { return };
    let mut narrow = config(&slapd);
    let (server, id) = beside(&narrow).await;
    assert_eq!(sync(&server, &id).await["counts"]["created"], 33);
    // The same store, read through a filter that hides most.
    narrow.user_filter = "(uid=person000*)".to_owned();
    let directory = LdapDirectory { target: narrow.target(), settings: narrow.settings(), rules: rules() };
    let choices = portolan::sources::Settings {
        guard: server.app.sources.guard(),
        rules: rules(),
        cache: portolan_integrations::git::Cache { folder: std::path::PathBuf::new(), max_megabytes: 1 },
        ssh: portolan_integrations::git::Ssh::default(),
        directories: vec![directory],
        allow_local_paths: false,
        piece: portolan::sources::PIECE,
        vault: server.app.settings.vault.clone(),
    };
    let after = portolan::sources::Sources::new(server.app.catalog.clone(), server.app.clock.clone(), choices);
    let ran = after.expect("sources").sync(&id, Cause::Manual, None).await.expect("it runs").expect("nobody is at it");
    assert_eq!((ran.state.as_str(), ran.counts.deleted), ("held", 0), "{}", ran.message);
    let (_, plans) = server.get("/api/v1/held").await;
    assert_eq!(plans["items"][0]["plan"]["deletes"], 20);
}

#[tokio::test]
async fn directories_are_named_by_the_configuration_only() {
    let server = Server::start().await;
    for body in [
        json!({ "target": "ldap://127.0.0.1/dc=x" }),
        json!({ "target": "ldaps://directory.example/dc=x", "kind": "" }),
    ] {
        let (status, error) = server.post("/api/v1/sources", body).await;
        assert_eq!(status, 400, "{error}");
        assert!(error["detail"].as_str().expect("text").contains("configuration"), "{error}");
    }
}

#[tokio::test]
async fn a_tenant_reads_its_own_directory_and_the_others_do_not() {
    let Some(slapd) = Slapd::start(&entries(3)).await else { return };
    let one = config(&slapd);
    let server = Server::beside(Vec::new()).await;
    let tenant = |name: &str| Tenant {
        name: name.to_owned(),
        title: name.to_owned(),
        state: "active".to_owned(),
        created_at: 1,
        ..Tenant::default()
    };
    let (acme, blue) = (tenant("acme"), tenant("blue"));
    for made in [acme.clone(), blue.clone()] {
        server.app.db.write(move |tx| tenants::insert(tx, &made)).await.expect("a tenant");
    }
    let directory = TenantDirectory {
        tenant: "acme".to_owned(),
        directory: LdapDirectory { target: one.target(), settings: one.settings(), rules: rules() },
        source: NewSource {
            target: one.target(),
            kind: "ldap".into(),
            origin: "config".into(),
            ..NewSource::default()
        },
    };
    let sources = portolan::sources::Settings {
        guard: server.app.sources.guard(),
        rules: Rules::default(),
        cache: portolan_integrations::git::Cache { folder: server.folder().join("tenants"), max_megabytes: 1 },
        ssh: portolan_integrations::git::Ssh::default(),
        directories: Vec::new(),
        allow_local_paths: false,
        piece: portolan::sources::PIECE,
        vault: server.app.settings.vault.clone(),
    };
    let pattern = Pattern {
        settings: server.app.settings.clone(),
        sources,
        directories: vec![directory],
        works: false,
        idle: std::time::Duration::ZERO,
        at_once: AtOnce::default(),
    };
    let hosting = Hosting::new(server.app.clone(), pattern).expect("tenants");
    for round in 0..2 {
        let home = hosting.home(&acme).await.expect("it opens");
        let app = home.app();
        let ids = app.db.read(list).await.expect("sources");
        let [id] = &ids[..] else { panic!("one source, also when it is opened again: {ids:?}") };
        let ran = app.sources.sync(id, Cause::Manual, None).await.expect("it runs").expect("nobody is at it");
        assert_eq!(
            (ran.state.as_str(), ran.counts.created),
            ("done", if round == 0 { 6 } else { 0 }),
            "{}",
            ran.message
        );
        assert_eq!(app.catalog.index().len(), 6);
        hosting.close_all().await;
    }
    let other = hosting.home(&blue).await.expect("it opens");
    assert!(other.app().db.read(list).await.expect("sources").is_empty());
    assert_eq!((other.app().catalog.index().len(), server.app.catalog.index().len()), (0, 0));
}

fn list(tx: &mut portolan::db::Tx<'_>) -> Result<Vec<String>, portolan::db::Error> {
    Ok(portolan::catalog::store::sources::list(tx)?.into_iter().map(|source| source.id).collect())
}
