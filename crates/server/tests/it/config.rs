//! The configuration's JSON Schema: the one in the repository, and true to what the program takes.

use portolan::config::{LoadError, load, schema};
use serde_json::{Map, Value, json};

/// `UPDATE=1` writes the file anew.
#[test]
fn the_configuration_schema_is_the_one_in_the_repository() {
    let path = "../../api/config.schema.json";
    let now = format!("{}\n", serde_json::to_string_pretty(&schema()).expect("JSON"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &now).expect("api/ can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == now, "api/config.schema.json is old: run this test with UPDATE=1");
}

/// Follows a property to its definition.
fn definition<'s>(schema: &'s Value, property: &'s Value) -> Option<&'s Value> {
    let target = property["$ref"].as_str().or(property["items"]["$ref"].as_str())?;
    Some(&schema["$defs"][target.rsplit('/').next().expect("a name")])
}

/// All keys that a schema names, each with its default.
fn written(schema: &Value, object: &Value, paths: &mut Vec<String>, above: &str) -> Value {
    let mut map = Map::new();
    for (name, property) in object["properties"].as_object().expect("properties") {
        let path = format!("{above}{name}");
        let value = match definition(schema, property) {
            Some(inner) => {
                let below = written(schema, inner, paths, &format!("{path}."));
                if property["type"] == "array" { json!([below]) } else { below }
            }
            None => property["default"].clone(),
        };
        paths.push(path);
        map.insert(name.clone(), value);
    }
    Value::Object(map)
}

#[test]
fn every_key_of_the_schema_is_taken_and_documented_and_no_other() {
    let schema = schema();
    let mut paths = Vec::new();
    let all = written(&schema, &schema, &mut paths, "");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("portolan.yaml");
    std::fs::write(&file, all.to_string()).expect("a file");
    load(Some(&file), &[]).expect("it fits");
    let guide = "../../docs/guide/configuration.md";
    let guide = std::fs::read_to_string(guide).expect("a guide");
    for path in &paths {
        let key = path.rsplit('.').next().expect("a key");
        assert!(guide.contains(&format!("{key}:")), "{path} is not in the guide's example");
        let is_leaf = !paths.iter().any(|other| other.starts_with(&format!("{path}.")));
        assert!(!is_leaf || guide.contains(&format!("{key}`")), "{path} is not in the guide's table");
    }
    let mut objects = vec![&schema];
    objects.extend(schema["$defs"].as_object().expect("definitions").values());
    for object in objects {
        assert_eq!(object["additionalProperties"], false, "{object}");
    }
    assert_eq!(schema["$defs"]["SourceConfig"]["required"], json!(["target"]));
}

/// What is wrong with a configuration, of a file or of a variable.
fn refused(text: &str, environment: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("portolan.yaml");
    std::fs::write(&file, text).expect("a file");
    let environment: Vec<_> = environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    match load(Some(&file), &environment) {
        Ok(config) => config.refusal().unwrap_or_default(),
        Err(LoadError::Invalid { problems, .. }) => problems.iter().map(|problem| problem.message.clone()).collect(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_value_that_does_not_fit_is_told_with_its_key() {
    assert!(refused("guard: {percent: many}", &[]).contains("`guard.percent` does not fit"));
    assert!(refused("sources: [{target: a, rank: x}]", &[]).contains("`sources[0].rank` does not fit"));
    let variable = [("PORTOLAN_GUARD__PERCENT", "abc")];
    assert!(refused("", &variable).contains("`PORTOLAN_GUARD__PERCENT` does not fit"));
    assert!(refused("- a", &[]).contains("a mapping of keys"));
    assert!(refused("database: ${file:/nope}", &[]).contains("check the path in `${file:/nope}`"));
    assert!(refused("guard: {percent: 500}", &[]).contains("guard.percent is 500"));
    assert!(refused("cors: {origins: ['*']}", &[]).contains("`*`, which is no origin"));
    assert!(refused("cors: {origins: ['https://a.example/']}", &[]).contains("that origin as `https://a.example`"));
    assert!(refused("log: {level: inof}", &[]).contains("`inof`, which is no level"));
    assert!(refused("log: {level: 'portolan=loud,info'}", &[]).contains("`loud`, which is no level"));
    assert!(refused("log: {format: xml}", &[]).contains("log.format is `xml`"));
}

#[test]
fn what_is_null_is_not_set() {
    assert_eq!(
        refused("data: ~\nguard: {percent: null}\nauth: {oidc: ~}\nlog: {level: 'portolan=DEBUG,info'}", &[]),
        ""
    );
}
