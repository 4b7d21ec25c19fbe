//! The readers against real parts: folders, git repositories, a web server, watches, an identity provider. No server of ours.

mod cases;
mod credential;
mod directory;
pub mod git;
mod git_address;
mod github;
mod http;
mod ldap;
mod oidc;
mod secret;
mod tree;
mod watch;
mod web;

/// A component as a file says it.
pub fn component(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: team\n"
    )
}

/// A location as a file says it.
pub fn location(target: &str) -> String {
    format!("apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  target: {target}\n")
}

/// Paths of a tree.
pub fn paths(tree: &dyn portolan_integrations::tree::Tree) -> Vec<&str> {
    tree.list().iter().map(|file| file.path.as_str()).collect()
}

/// Writes a file with the folders above it.
pub fn write(root: &std::path::Path, path: &str, text: &str) {
    let full = root.join(path);
    std::fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
    std::fs::write(full, text).expect("a file");
}
