//! A handler that answers the same bytes always: what the web framework itself costs on this machine. It runs as a process of
//! its own, as the server does: between two processes the kernel has more to do than between two threads.

use axum::Router;
use axum::routing::get;

/// Serves a body of this size on a free port, says where, and never ends.
pub fn serve(size: usize) -> anyhow::Result<()> {
    let body = "x".repeat(size);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        let app = Router::new().route("/", get(move || std::future::ready(body.clone())));
        Ok(axum::serve(listener, app).await?)
    })
}
