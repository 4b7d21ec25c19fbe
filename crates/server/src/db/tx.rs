//! A transaction: statements one after the other, the same calls on both databases.

use futures_util::TryStreamExt;
use portolan_domain::packed::Packed;
use tokio_postgres::types::ToSql;

use super::{ACROSS, Column, DEFAULT_TENANT, Error, Row, TENANT, Value, listen};

/// From how many bytes on packing a text is worth it.
const WORTH: usize = 256;
/// Parameters of one statement that PostgreSQL takes.
const MAX_PARAMETERS: usize = 30_000;

/// An open transaction of one tenant. It ends with the closure it was given to.
pub struct Tx<'t> {
    engine: Engine<'t>,
    tenant: &'t str,
}

#[derive(Clone)]
enum Engine<'t> {
    Sqlite(&'t rusqlite::Connection),
    /// From a blocking thread.
    Postgres(&'t deadpool_postgres::Transaction<'t>, tokio::runtime::Handle),
}

/// To SQLite `$2` is a name, bound in the order of appearance; `?2` is the second parameter, as in PostgreSQL.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl<'t> Tx<'t> {
    pub(super) fn sqlite(connection: &'t rusqlite::Connection, tenant: &'t str) -> Self {
        Self { engine: Engine::Sqlite(connection), tenant }
    }

    /// On PostgreSQL the tenant is told to the database too, whose row security is the second wall between tenants.
    pub(super) fn postgres(
        tx: &'t deadpool_postgres::Transaction<'t>,
        handle: tokio::runtime::Handle,
        tenant: &'t str,
    ) -> Result<Self, Error> {
        let new = Self { engine: Engine::Postgres(tx, handle), tenant };
        new.tell()?;
        Ok(new)
    }

    /// Tells PostgreSQL whose rows the statements to come are about.
    fn tell(&self) -> Result<(), Error> {
        let Engine::Postgres(tx, handle) = &self.engine else { return Ok(()) };
        handle.block_on(async {
            let statement = tx.prepare_cached("SELECT set_config('portolan.tenant', $1, true)").await?;
            tx.execute(&statement, &[&self.tenant]).await
        })?;
        Ok(())
    }

    /// A part of the transaction that is about another tenant: for what makes and removes tenants.
    pub fn within<T>(&mut self, tenant: &str, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut other = Tx { engine: self.engine.clone(), tenant };
        other.tell()?;
        let outcome = work(&mut other);
        // A statement that failed has ended the transaction: then there is nobody to tell.
        if outcome.is_ok() {
            self.tell()?;
        }
        outcome
    }

    /// A part of the transaction that is about all tenants.
    pub fn across<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.within(ACROSS, work)
    }

    /// Nothing is written for a tenant that is suspended or gone, also by a node that has not heard of it yet: whoever
    /// suspends it waits for the writes that hold its row.
    pub(super) fn ensure_active(&mut self, made_at: i64) -> Result<(), Error> {
        if [DEFAULT_TENANT, ACROSS].contains(&self.tenant) {
            return Ok(());
        }
        let lock = if self.is_postgres() { " FOR SHARE" } else { "" };
        let sql = format!("SELECT state, created_at FROM tenants WHERE tenant = $1{lock}");
        let found = self.one(&sql, &[TENANT], |row| Ok((row.text(0)?, row.int(1)?)))?;
        match found.as_ref().map(|(state, at)| (state.as_str(), *at)) {
            Some(("active", at)) if made_at == 0 || made_at == at => Ok(()),
            Some((state, _)) if state != "active" => {
                Err(Error::Refused(format!("The tenant {} is {state}", self.tenant)))
            }
            _ => Err(Error::Refused(format!("There is no tenant {}", self.tenant))),
        }
    }

    /// Tables whose rows are tenants', by name.
    pub fn tenant_tables(&mut self) -> Result<Vec<String>, Error> {
        let sql = if self.is_postgres() {
            "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t \
             ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE' \
             WHERE c.table_schema = current_schema() AND c.column_name = 'tenant' ORDER BY 1"
        } else {
            "SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'tenant' \
             WHERE t.type = 'table' ORDER BY 1"
        };
        self.all(sql, &[], |row| row.text(0))
    }

    /// The tenant whose rows this transaction is about.
    pub fn tenant(&self) -> &'t str {
        self.tenant
    }

    /// Whether it runs on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(..))
    }

    /// Tells other nodes, once this is committed, that something of the tenant changed.
    pub fn announce(&mut self) -> Result<(), Error> {
        if self.is_postgres() {
            self.each("SELECT pg_notify($1, $2)", &[listen::CHANNEL.into(), Value::Tenant], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Lets the statements of this transaction take as long as they need: for what reads or changes whole tables.
    pub fn without_time_limit(&mut self) -> Result<(), Error> {
        if self.is_postgres() { self.batch("SET LOCAL statement_timeout = 0") } else { Ok(()) }
    }

    /// Runs a part of the transaction that may fail alone: then it is taken back, and the rest goes on. What calls for the
    /// whole to be run again, or shows that the database is away, ends the whole.
    pub fn part<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<Result<T, Error>, Error> {
        self.batch("SAVEPOINT part")?;
        let work = std::panic::AssertUnwindSafe(|| work(self));
        match std::panic::catch_unwind(work).unwrap_or(Err(Error::Closed)) {
            Err(error @ (Error::Retry(_) | Error::Unavailable(_) | Error::Unconfirmed(_))) => Err(error),
            Err(error) => {
                self.batch("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")?;
                Ok(Err(error))
            }
            Ok(value) => {
                self.batch("RELEASE SAVEPOINT part")?;
                Ok(Ok(value))
            }
        }
    }

    /// Lets this transaction wait for its own side, too: for what writes a whole database into a file.
    pub fn without_idle_limit(&mut self) -> Result<(), Error> {
        if self.is_postgres() { self.batch("SET LOCAL idle_in_transaction_session_timeout = 0") } else { Ok(()) }
    }

    /// All tables, by name.
    pub fn tables(&mut self) -> Result<Vec<String>, Error> {
        let sql = if self.is_postgres() {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        };
        self.all(sql, &[], |row| row.text(0))
    }

    /// The columns of a table; none when there is no such table.
    pub fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        let sql = if self.is_postgres() {
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() AND CAST(table_name AS TEXT) = $1 ORDER BY ordinal_position"
        } else {
            "SELECT name, type FROM pragma_table_info($1) ORDER BY cid"
        };
        let read =
            |row: &Row<'_>| Ok(Column { name: row.text(0)?, is_int: row.text(1)?.eq_ignore_ascii_case("bigint") });
        self.all(sql, &[table.into()], read)
    }

    /// Runs a statement; how many rows it changed.
    pub fn execute(&mut self, sql: &str, parameters: &[Value<'_>]) -> Result<u64, Error> {
        let tenant = self.tenant;
        match &self.engine {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&numbered(sql))?;
                let parameters = parameters.iter().map(|value| sqlite(value, tenant));
                Ok(statement.execute(rusqlite::params_from_iter(parameters))? as u64)
            }
            Engine::Postgres(tx, handle) => handle.block_on(async {
                let statement = tx.prepare_cached(sql).await?;
                Ok(tx.execute(&statement, &postgres(parameters, &tenant)).await?)
            }),
        }
    }

    /// Runs statements without parameters or answers.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        match &self.engine {
            Engine::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Postgres(tx, handle) => Ok(handle.block_on(tx.batch_execute(sql))?),
        }
    }

    /// Calls `take` with each row of the answer.
    pub fn each(
        &mut self,
        sql: &str,
        parameters: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let tenant = self.tenant;
        match &self.engine {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&numbered(sql))?;
                let parameters = parameters.iter().map(|value| sqlite(value, tenant));
                let mut rows = statement.query(rusqlite::params_from_iter(parameters))?;
                while let Some(row) = rows.next()? {
                    take(&Row::Sqlite(row))?;
                }
                Ok(())
            }
            Engine::Postgres(tx, handle) => {
                let rows = handle.block_on(async {
                    let statement = tx.prepare_cached(sql).await?;
                    tx.query_raw(&statement, postgres(parameters, &tenant)).await
                })?;
                let mut rows = std::pin::pin!(rows);
                // `take` may block, which nothing may inside `block_on`.
                while let Some(row) = handle.block_on(rows.try_next())? {
                    take(&Row::Postgres(&row))?;
                }
                Ok(())
            }
        }
    }

    /// All rows of the answer.
    pub fn all<T>(
        &mut self,
        sql: &str,
        parameters: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.each(sql, parameters, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of the answer.
    pub fn one<T>(
        &mut self,
        sql: &str,
        parameters: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, parameters, read)?.into_iter().next())
    }

    /// Inserts rows: `head` is `INSERT INTO t (a, b) VALUES`, `tail` such as `ON CONFLICT …` or nothing.
    pub fn insert(&mut self, head: &str, tail: &str, rows: &[Vec<Value<'_>>]) -> Result<(), Error> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
        if let Engine::Sqlite(connection) = &self.engine {
            // It gains nothing from long statements: one, run for each row.
            let mut statement = connection.prepare_cached(&format!("{head} {} {tail}", placeholders(1, width)))?;
            for row in rows {
                statement.execute(rusqlite::params_from_iter(row.iter().map(|value| sqlite(value, self.tenant))))?;
            }
            return Ok(());
        }
        // PostgreSQL saves a round trip for each row.
        let height = (MAX_PARAMETERS / width).min(500);
        for chunk in rows.chunks(height) {
            let sql = format!("{head} {} {tail}", placeholders(chunk.len(), width));
            self.execute(&sql, &chunk.concat())?;
        }
        Ok(())
    }

    /// Runs a statement that ends in a list for each chunk of `keys`: `sql` has `IN (…)` in the place of `{keys}`.
    pub fn each_in(
        &mut self,
        sql: &str,
        before: &[Value<'_>],
        keys: &[&str],
        mut take: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for chunk in chunks(keys) {
            let (sql, parameters) = filled(sql, before, &chunk);
            self.each(&sql, &parameters, &mut take)?;
        }
        Ok(())
    }

    /// The same for statements without an answer.
    pub fn execute_in(&mut self, sql: &str, before: &[Value<'_>], keys: &[&str]) -> Result<u64, Error> {
        let mut changed = 0;
        for chunk in chunks(keys) {
            let (sql, parameters) = filled(sql, before, &chunk);
            changed += self.execute(&sql, &parameters)?;
        }
        Ok(changed)
    }
}

/// Chunks of few sizes, so that statements are prepared once; the last repeats its last key.
fn chunks<'k>(keys: &[&'k str]) -> Vec<Vec<&'k str>> {
    let size = match keys.len() {
        0 | 1 => 1,
        2..=16 => 16,
        _ => 250,
    };
    keys.chunks(size)
        .map(|chunk| {
            let mut chunk = chunk.to_vec();
            let last = chunk[chunk.len() - 1];
            chunk.resize(size, last);
            chunk
        })
        .collect()
}

fn filled<'v>(sql: &str, before: &[Value<'v>], keys: &[&'v str]) -> (String, Vec<Value<'v>>) {
    let list: Vec<String> = (1..=keys.len()).map(|at| format!("${}", before.len() + at)).collect();
    let parameters = before.iter().copied().chain(keys.iter().map(|key| Value::Text(key))).collect();
    (sql.replace("{keys}", &list.join(",")), parameters)
}

fn placeholders(rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let columns: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", columns.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

fn sqlite<'v>(value: &Value<'v>, tenant: &'v str) -> rusqlite::types::ToSqlOutput<'v> {
    use rusqlite::types::{ToSqlOutput, ValueRef};
    match value {
        Value::Long(text) | Value::Packed(text, []) if text.len() >= WORTH => {
            let packed = Packed::new(text, &mut Vec::new());
            ToSqlOutput::Owned(packed.into_bytes().into())
        }
        Value::Packed(_, packed) if !packed.is_empty() => ToSqlOutput::Borrowed(ValueRef::Blob(packed)),
        Value::Text(text) | Value::Long(text) | Value::Packed(text, _) => {
            ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
        }
        Value::Int(value) => ToSqlOutput::Owned((*value).into()),
        Value::Tenant => ToSqlOutput::Borrowed(ValueRef::Text(tenant.as_bytes())),
    }
}

fn postgres<'v>(values: &'v [Value<'v>], tenant: &'v &str) -> Vec<&'v (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| match value {
            Value::Text(text) | Value::Long(text) | Value::Packed(text, _) => text as &(dyn ToSql + Sync),
            Value::Int(value) => value as &(dyn ToSql + Sync),
            Value::Tenant => tenant as &(dyn ToSql + Sync),
        })
        .collect()
}
