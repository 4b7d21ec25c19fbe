//! What a node does beside answering: follows which tenants there are, takes in what others commit, opens tenants in which
//! something is due and closes idle ones.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::home::Hosting;
use crate::tenants::store;

/// How often tenants are looked after.
const LOOK: Duration = Duration::from_secs(10);

impl Hosting {
    /// Runs until dropped. `works` opens tenants in which something is due.
    pub async fn run(self: Arc<Self>, works: bool) {
        let mut moved = self.directory.subscribe();
        if works {
            self.open_directories().await;
        }
        loop {
            tokio::select! {
                changed = moved.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.settle().await;
                }
                () = tokio::time::sleep(LOOK), if self.has_work() => {
                    self.directory.follow().await;
                    self.settle().await;
                    self.close_idle();
                    self.follow("").await;
                    if works {
                        self.open_due().await;
                    }
                }
            }
        }
    }

    /// Whether there is anything to look after: on an embedded store whoever makes a tenant says so.
    fn has_work(&self) -> bool {
        self.main.db.is_shared() || !self.directory.list().is_empty() || !self.open_homes().is_empty()
    }

    /// Takes in what other nodes have announced: by the names of tenants, `*` for which there are, an empty one for all.
    pub async fn hear(&self, names: &BTreeSet<String>) {
        for name in names {
            match name.as_str() {
                "*" => {
                    if let Err(error) = self.directory.reload().await {
                        tracing::debug!(%error, "the tenants cannot be read");
                    }
                }
                name => self.follow(name).await,
            }
        }
    }

    async fn follow(&self, name: &str) {
        for (_, home) in self.open_homes().iter().filter(|(open, _)| name.is_empty() || open == name) {
            if let Err(error) = home.app.catalog.follow().await {
                tracing::debug!(%error, "cannot follow a tenant's change log; reads go on");
            }
        }
    }

    /// Takes over quotas; closes what is suspended or gone, or has moved, and forgets what lies on this disk of those that
    /// are gone.
    async fn settle(&self) {
        for (name, home) in self.open_homes() {
            let settings = &home.app.settings;
            match self.directory.find(&name) {
                Some(tenant)
                    if tenant.is_active()
                        && tenant.path() == settings.path
                        && tenant.title == settings.tenant_title =>
                {
                    home.app.catalog.quotas().set(tenant.quotas);
                    if !tenant.hosts.is_empty() && tenant.hosts != settings.hosts {
                        self.close(&name);
                    }
                }
                _ => self.close(&name),
            }
        }
        let folder = self.folder("");
        let known: Vec<String> = self.directory.list().iter().map(|tenant| tenant.name.clone()).collect();
        // What cannot be removed now is tried again.
        let _ = tokio::task::spawn_blocking(move || {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if !known.iter().any(|name| entry.file_name().to_str() == Some(name)) {
                    let _ = std::fs::remove_dir_all(entry.path());
                }
            }
        })
        .await;
    }

    async fn open_due(&self) {
        let now = self.main.clock.now();
        let due = match self.main.db.read(move |tx| store::due(tx, now)).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "cannot ask which tenants have work");
                return;
            }
        };
        for tenant in due.iter().filter_map(|name| self.directory.find(name)) {
            if let Err(error) = self.home(&tenant).await {
                tracing::warn!(tenant = tenant.name, %error, "the tenant cannot be opened");
            }
        }
    }
}
