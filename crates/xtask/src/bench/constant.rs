//! A handler that answers the same bytes always: what the web framework itself costs on this machine.

use axum::Router;
use axum::routing::get;

/// Serves a body of this size on a free port; the address.
pub fn serve(size: usize) -> anyhow::Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?.to_string();
    let body = "x".repeat(size);
    std::thread::spawn(move || -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let app = Router::new().route("/", get(move || std::future::ready(body.clone())));
            axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await
        })?;
        Ok(())
    });
    Ok(address)
}
