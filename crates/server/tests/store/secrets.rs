//! Secrets in the database: sealed, bound to their place (security case O092), and moved from one master key to the next while
//! they are in use.

use portolan::audit::store::{Search, list};
use portolan::db::Db;
use portolan::secrets::{Keys, SecretError, Vault, new_key, store};
use portolan::tenants::store as tenants;

use crate::harness::{START, Store, tenant};

const VALUE: &str = "correct-horse-battery";

/// The store as another tenant sees it.
async fn other(db: &Db) -> Db {
    db.write(|tx| tenants::insert(tx, &tenant("other"))).await.expect("a tenant");
    db.of_tenant("other")
}

fn vault(keys: &[&str]) -> Vault {
    Vault::with(Keys::read(keys.iter().copied()).expect("keys"))
}

async fn set(db: &Db, vault: &Vault, name: &str, value: &str, now: i64) {
    vault.set(db, name, value, &"ada".into(), now).await.expect("it is kept");
}

async fn reveal(db: &Db, vault: &Vault, name: &str) -> Result<String, SecretError> {
    vault.reveal(db, name, START).await.map(|secret| secret.expose().to_owned())
}

#[tokio::test]
async fn what_is_kept_is_not_the_value_and_opens_again() {
    let (store, key) = (Store::open().await, new_key().expect("a key"));
    let (db, vault) = (store.catalog.db(), vault(&[&key]));
    set(db, &vault, "token", VALUE, START).await;
    set(db, &vault, "token", "another-battery", START + 1).await;
    assert_eq!(reveal(db, &vault, "token").await.expect("a value"), "another-battery");
    let row = db.read(|tx| store::find(tx, "token")).await.expect("an answer").expect("a row");
    assert_eq!((row.version, row.created_at, row.changed_at), (2, START, START + 1));
    assert!(!format!("{row:?}").contains("battery"));
    assert!(matches!(reveal(db, &vault, "none").await, Err(SecretError::NotFound(_))));
    assert!(matches!(reveal(&other(db).await, &vault, "token").await, Err(SecretError::NotFound(_))));
}

/// What a table says before and after somebody who has the database was at it.
async fn after(tampering: &str) -> (Result<String, SecretError>, usize) {
    let (store, key) = (Store::open().await, new_key().expect("a key"));
    let (db, vault) = (store.catalog.db(), vault(&[&key]));
    set(db, &vault, "one", VALUE, START).await;
    set(db, &vault, "two", "the-second-value", START).await;
    set(&other(db).await, &vault, "one", "of-another-tenant", START).await;
    let save = "CREATE TABLE kept AS SELECT * FROM secrets";
    db.across().write(move |tx| tx.batch(save)).await.expect("a copy");
    set(db, &vault, "one", "a-newer-value", START + 1).await;
    let tampering = tampering.to_owned();
    db.across().write(move |tx| tx.batch(&tampering)).await.expect("somebody has the database");
    let found = reveal(db, &vault, "one").await;
    let search = Search { action: "secret.refuse".to_owned(), ..Search::default() };
    let noted = db.read(move |tx| list(tx, &search, i64::MAX, 10)).await.expect("entries");
    (found, noted.len())
}

/// Case O092.
#[tokio::test]
async fn a_row_opens_in_its_own_place_only() {
    let from = |which: &str, columns: &str| {
        let set: Vec<String> =
            columns.split(", ").map(|column| format!("{column} = (SELECT {column} FROM kept WHERE {which})")).collect();
        format!("UPDATE secrets SET {} WHERE tenant = 'default' AND name = 'one'", set.join(", "))
    };
    let (two, other, old) = ("name = 'two'", "tenant = 'other'", "tenant = 'default' AND name = 'one'");
    for tampering in [
        from(two, "sealed"),
        from(two, "sealed, data_key"),
        from(other, "sealed, data_key"),
        from(old, "sealed, data_key"),
        from(old, "sealed, data_key, version"),
        from(old, "sealed, data_key, version, changed_at"),
        "UPDATE secrets SET version = 7 WHERE name = 'one'".to_owned(),
        "UPDATE secrets SET changed_at = changed_at + 1 WHERE name = 'one'".to_owned(),
        "UPDATE secrets SET sealed = 'AAAA' || substr(sealed, 5) WHERE name = 'one'".to_owned(),
        "UPDATE secrets SET sealed = substr(sealed, 1, 8) WHERE name = 'one'".to_owned(),
        "UPDATE secrets SET sealed = '' WHERE name = 'one'".to_owned(),
        "UPDATE secrets SET data_key = sealed WHERE name = 'one'".to_owned(),
    ] {
        let (found, noted) = after(&tampering).await;
        assert!(matches!(found, Err(SecretError::Refused(_))), "{tampering}: {found:?}");
        assert_eq!(noted, 1, "{tampering}");
    }
    let (found, noted) = after("UPDATE secrets SET author = 'eve' WHERE name = 'one'").await;
    assert_eq!((found.expect("nothing that counts was touched").as_str(), noted), ("a-newer-value", 0));
}

/// Not one bit of what is kept may be another one.
#[tokio::test]
async fn o092_no_flipped_byte_opens() {
    let (store, key) = (Store::open().await, new_key().expect("a key"));
    let (db, vault) = (store.catalog.db(), vault(&[&key]));
    set(db, &vault, "one", VALUE, START).await;
    let row = db.read(|tx| store::find(tx, "one")).await.expect("an answer").expect("a row");
    let (sealed, data_key) = (row.envelope.sealed.clone(), row.envelope.data_key.clone());
    for (column, text) in [("sealed", sealed), ("data_key", data_key)] {
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            // Another letter of base64, whatever was there.
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("text");
            let put = |value: String| {
                db.write(move |tx| {
                    let sql = format!("UPDATE secrets SET {column} = $1 WHERE name = 'one'");
                    tx.execute(&sql, &[(&value).into()]).map(drop)
                })
            };
            put(other).await.expect("somebody has the database");
            let found = reveal(db, &vault, "one").await;
            // The last letter of base64 may hold bits that belong to no byte.
            let same = found.as_ref().is_ok_and(|value| value == VALUE && at + 3 >= text.len());
            assert!(
                same || matches!(found, Err(SecretError::Refused(_) | SecretError::NoKey(_))),
                "{column} {at}: {found:?}"
            );
            put(text.clone()).await.expect("it is put back");
        }
    }
    assert_eq!(reveal(db, &vault, "one").await.expect("as it was"), VALUE);
}

#[tokio::test]
async fn a_deleted_secret_does_not_come_back() {
    let (store, key) = (Store::open().await, new_key().expect("a key"));
    let (db, vault) = (store.catalog.db(), vault(&[&key]));
    set(db, &vault, "one", VALUE, START).await;
    db.write(|tx| tx.batch("CREATE TABLE kept AS SELECT * FROM secrets")).await.expect("a copy");
    vault.delete(db, "one", &"ada".into(), START).await.expect("it goes");
    let put_back = "INSERT INTO secrets SELECT * FROM kept";
    db.write(|tx| tx.batch(put_back)).await.expect("somebody has the database");
    assert!(matches!(reveal(db, &vault, "one").await, Err(SecretError::Refused(_))));
    set(db, &vault, "one", "a-newer-value", START).await;
    let row = db.read(|tx| store::find(tx, "one")).await.expect("an answer").expect("a row");
    assert_eq!(row.version, 2, "versions go on");
    assert_eq!(reveal(db, &vault, "one").await.expect("a value"), "a-newer-value");
}

/// Case O092.
#[tokio::test]
async fn a_rotation_interrupts_nobody_and_the_old_key_can_go() {
    let store = Store::open().await;
    let db = store.catalog.db();
    let other = other(db).await;
    let (old, new) = (new_key().expect("a key"), new_key().expect("a key"));
    let (before, between, after) = (vault(&[&old]), vault(&[&new, &old]), vault(&[&new]));
    set(db, &before, "one", VALUE, START).await;
    set(&other, &before, "two", VALUE, START).await;
    db.write(|tx| tenants::update(tx, &portolan::tenants::Tenant { state: "suspended".to_owned(), ..tenant("other") }))
        .await
        .expect("it is suspended");
    // A node with both keys seals for those that have only the old one.
    set(db, &between, "three", VALUE, START).await;
    assert_eq!(reveal(db, &before, "three").await.expect("a value"), VALUE);
    let sealed = db.read(|tx| store::find(tx, "one")).await.expect("an answer").expect("a row").envelope.sealed;

    let rotated = between.rotate(db, &"ada".into(), START).await.expect("it is done");
    assert_eq!((rotated.secrets, Some(rotated.key_id)), (3, after.key_id()));
    assert_eq!(between.rotate(db, &"ada".into(), START).await.expect("again").secrets, 0);
    let row = db.read(|tx| store::find(tx, "one")).await.expect("an answer").expect("a row");
    assert_eq!((row.envelope.sealed, row.version), (sealed, 1), "only the data key was wrapped anew");
    for (db, name) in [(db, "one"), (&other, "two"), (db, "three")] {
        assert_eq!(reveal(db, &between, name).await.expect("a value"), VALUE);
        assert_eq!(reveal(db, &after, name).await.expect("a value"), VALUE);
        assert!(matches!(reveal(db, &before, name).await, Err(SecretError::NoKey(_))));
    }
    let late = before.set(db, "four", VALUE, &"ada".into(), START).await;
    assert!(matches!(late, Err(SecretError::NoKey(_))), "nothing is sealed with a key that may be gone tomorrow");
    set(db, &after, "four", VALUE, START).await;
}

#[tokio::test]
async fn a_secret_without_its_key_stops_a_rotation_and_is_named() {
    let store = Store::open().await;
    let db = store.catalog.db();
    let keys: Vec<String> = (0..2).map(|_| new_key().expect("a key")).collect();
    set(db, &vault(&[&keys[0]]), "one", VALUE, START).await;
    let stopped = vault(&[&keys[1]]).rotate(db, &"ada".into(), START).await;
    assert!(matches!(stopped, Err(SecretError::Refused(why)) if why.contains("one") && why.contains("previous_keys")));
    assert_eq!(reveal(db, &vault(&[&keys[0]]), "one").await.expect("as it was"), VALUE);
}

#[test]
fn only_32_bytes_are_a_key() {
    let key = new_key().expect("a key");
    let read = |text: &str| Keys::read(std::iter::once(text));
    let hex = "0f".repeat(32);
    for good in [key.as_str(), &format!(" {key}\n"), &hex, &hex.to_uppercase()] {
        assert!(read(good).is_ok(), "{good}");
    }
    for bad in ["", "password", &key[..40], &hex[..62], &format!("{key}{key}")] {
        let why = read(bad).expect_err("it is refused");
        assert!(why.contains("new-key") && (bad.is_empty() || !why.contains(bad)), "{why}");
    }
}
