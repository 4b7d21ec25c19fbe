//! Realistic catalogs of any size: about 2 KB an entity, 10 tags, 8 annotations, owners, systems and relations in the
//! proportions of a large company. The same seed gives the same files.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }
}

/// How many of each kind.
struct Shares {
    domains: u64,
    systems: u64,
    groups: u64,
    users: u64,
    apis: u64,
    resources: u64,
    components: u64,
}

impl Shares {
    fn of(entities: u64) -> Self {
        let part = |thousandths: u64| (entities * thousandths / 1000).max(1);
        let (domains, systems, groups, users, apis, resources) =
            (part(2), part(20), part(20), part(120), part(160), part(110));
        let components = entities.saturating_sub(domains + systems + groups + users + apis + resources).max(1);
        Self { domains, systems, groups, users, apis, resources, components }
    }
}

const NOUNS: [&str; 16] = [
    "ledger", "payment", "parcel", "invoice", "customer", "route", "ticket", "search", "profile", "stock", "price",
    "order", "session", "report", "device", "quote",
];
const ROLES: [&str; 12] = [
    "api",
    "worker",
    "gateway",
    "store",
    "sync",
    "planner",
    "scheduler",
    "portal",
    "engine",
    "bridge",
    "monitor",
    "importer",
];
const WORDS: [&str; 20] = [
    "keeps",
    "the",
    "book",
    "of",
    "movements",
    "in",
    "step",
    "with",
    "partners",
    "and",
    "reports",
    "differences",
    "every",
    "morning",
    "before",
    "depots",
    "open",
    "so",
    "that",
    "planners",
];
const TYPES: [&str; 4] = ["service", "website", "library", "job"];
const STAGES: [&str; 4] = ["production", "production", "experimental", "deprecated"];

/// Writes the catalog; how many files it has.
pub fn write(entities: u64, seed: u64, out: &Path) -> anyhow::Result<u64> {
    let shares = Shares::of(entities);
    let mut chance = Chance(seed);
    let mut files = 0;
    let mut emit = |name: &str, count: u64, make: &dyn Fn(&mut Chance, u64) -> String| -> anyhow::Result<()> {
        let mut at = 0;
        while at < count {
            let here = (1 + chance.below(20)).min(count - at);
            let mut text = String::new();
            for number in at..at + here {
                text.push_str("---\n");
                text.push_str(&make(&mut chance, number));
            }
            let folder = out.join(name).join(format!("{:03}", files % 250));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("catalog-{files:06}.yaml")), text)?;
            files += 1;
            at += here;
        }
        Ok(())
    };
    let s = &shares;
    emit("domains", s.domains, &|c, n| entity(c, "Domain", &format!("domain-{n}"), &owner(n, s)))?;
    emit("systems", s.systems, &|c, n| {
        entity(c, "System", &format!("system-{n}"), &format!("{}  domain: domain-{}\n", owner(n, s), n % s.domains))
    })?;
    emit("groups", s.groups, &|c, n| {
        let parent = if n > 0 { format!("  parent: team-{}\n", n / 8) } else { String::new() };
        entity(c, "Group", &format!("team-{n}"), &format!("  type: team\n{parent}  children: []\n"))
    })?;
    emit("users", s.users, &|c, n| {
        entity(c, "User", &format!("user-{n}"), &format!("  memberOf: [team-{}]\n", n % s.groups))
    })?;
    emit("apis", s.apis, &|c, n| {
        let spec = format!(
            "  type: openapi\n  lifecycle: {}\n{}  system: system-{}\n  definition: \"openapi: 3.0.3\"\n",
            c.one(&STAGES),
            owner(n, s),
            n % s.systems
        );
        entity(c, "API", &format!("api-{n}"), &spec)
    })?;
    emit("resources", s.resources, &|c, n| {
        entity(
            c,
            "Resource",
            &format!("resource-{n}"),
            &format!("  type: database\n{}  system: system-{}\n", owner(n, s), n % s.systems),
        )
    })?;
    emit("components", s.components, &|c, n| component(c, n, s))?;
    Ok(files)
}

fn owner(number: u64, shares: &Shares) -> String {
    format!("  owner: group:default/team-{}\n", number % shares.groups)
}

fn component(chance: &mut Chance, number: u64, shares: &Shares) -> String {
    let name = format!("{}-{}-{number}", chance.one(&NOUNS), chance.one(&ROLES));
    let mut spec = format!("  type: {}\n  lifecycle: {}\n", chance.one(&TYPES), chance.one(&STAGES));
    let _ = writeln!(spec, "{}  system: system-{}", owner(number, shares), number % shares.systems);
    let _ = write!(spec, "  providesApis: [api-{}]\n  consumesApis:\n", number % shares.apis);
    for _ in 0..2 {
        let _ = writeln!(spec, "    - api-{}", chance.below(shares.apis));
    }
    let _ = write!(spec, "  dependsOn:\n    - resource:default/resource-{}\n", chance.below(shares.resources));
    entity(chance, "Component", &name, &spec)
}

fn entity(chance: &mut Chance, kind: &str, name: &str, spec: &str) -> String {
    let mut text = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n  title: {}\n",
        name.replace('-', " ")
    );
    text.push_str("  description: ");
    for _ in 0..24 {
        text.push_str(chance.one(&WORDS));
        text.push(' ');
    }
    let _ = write!(text, "{}\n  labels:\n    tier: \"{}\"\n  annotations:\n", name, 1 + chance.below(4));
    let project = format!("halden-freight/{name}");
    let annotations = [
        ("github.com/project-slug", project.clone()),
        ("backstage.io/techdocs-ref", "dir:.".to_owned()),
        ("backstage.io/source-location", format!("url:https://git.halden.example/{project}/tree/main/")),
        ("pagerduty.com/service-id", format!("P{:08X}", chance.next() as u32)),
        ("grafana/dashboard-selector", format!("service={name}")),
        ("sonarqube.org/project-key", format!("halden:{name}")),
        ("argocd/app-name", format!("{name}-production")),
        ("sentry.io/project-slug", name.to_owned()),
    ];
    for (key, value) in annotations {
        let _ = writeln!(text, "    {key}: {value}");
    }
    text.push_str("  tags:\n");
    let start = chance.below(200);
    for step in 0..10 {
        let _ = writeln!(text, "    - tag-{}", (start + step * 7) % 200);
    }
    let _ = write!(
        text,
        "  links:\n    - url: https://dash.halden.example/d/{name}/overview\n      title: Dashboard of {name}\n      icon: dashboard\n    \
         - url: https://wiki.halden.example/runbooks/{name}\n      title: Runbook of {name}\n      type: runbook\nspec:\n{spec}"
    );
    // Fields of the company's own: the catalog keeps what it does not know.
    let _ = write!(text, "  halden:\n    costCentre: cc-{}\n    slack: \"#{name}\"\n    notes: ", chance.below(500));
    for _ in 0..70 {
        text.push_str(chance.one(&WORDS));
        text.push(' ');
    }
    let _ = writeln!(text, "{name}");
    text
}
