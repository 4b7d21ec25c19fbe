//! What other nodes announce over PostgreSQL's `LISTEN`. Announcements may be lost with a connection: who listens also looks
//! now and then by itself.

use std::future::poll_fn;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

use super::postgres::Postgres;

/// The channel of all nodes.
pub const CHANNEL: &str = "portolan";
/// How long a lost connection waits before the next try.
const AGAIN: Duration = Duration::from_secs(1);

/// Sends the tenants of which something was committed, until nobody receives. An empty name says that the connection is
/// new: whatever came before it may have been missed.
pub async fn listen(postgres: Postgres, sender: mpsc::Sender<String>) {
    while !sender.is_closed() {
        if let Err(error) = follow(&postgres, &sender).await {
            tracing::debug!(%error, "announcements of other nodes are not heard");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn follow(postgres: &Postgres, sender: &mpsc::Sender<String>) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = postgres.connect().await?;
    let listening = format!("LISTEN {CHANNEL}");
    let mut asking = std::pin::pin!(client.batch_execute(&listening));
    let mut asked = false;
    loop {
        tokio::select! {
            outcome = &mut asking, if !asked => {
                outcome?;
                asked = true;
                if sender.send(String::new()).await.is_err() {
                    return Ok(());
                }
            }
            message = poll_fn(|context| connection.poll(context)) => match message {
                None => return Ok(()),
                Some(Err(error)) => return Err(error),
                Some(Ok(AsyncMessage::Notification(heard))) => {
                    if sender.send(heard.payload().to_owned()).await.is_err() {
                        return Ok(());
                    }
                }
                Some(Ok(_)) => {}
            },
            () = sender.closed() => return Ok(()),
        }
    }
}
