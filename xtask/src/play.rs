//! The playground, served while one works on it.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::build;
use crate::shell::{Outcome, command, npm, run_command};

/// Builds what the playground needs and serves it until it is interrupted.
pub(crate) fn play(arguments: &[String]) -> Outcome {
    let port = match arguments.iter().position(|argument| argument == "--port") {
        None => 5173,
        Some(at) => {
            let given = arguments
                .get(at + 1)
                .and_then(|port| port.parse::<u16>().ok());
            given.ok_or("--port takes a number from 1 to 65535.")?
        }
    };
    build::package()?;
    let url = format!("http://localhost:{port}/");
    println!("\nThe playground is at {url} (Ctrl+C ends it)\n");
    if !arguments.iter().any(|argument| argument == "--no-open") {
        let url = url.clone();
        thread::spawn(move || {
            // By then Vite listens.
            thread::sleep(Duration::from_secs(2));
            open(&url);
        });
    }
    let port = port.to_string();
    let arguments = [
        "run",
        "dev",
        "--workspace",
        "www",
        "--",
        "--port",
        &port,
        "--strictPort",
    ];
    run_command(&mut command(npm(), &arguments))
}

/// Opens a browser where there is a display; otherwise the address that was printed has to do.
fn open(url: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[url])
    } else if cfg!(windows) {
        ("cmd", &["/c", "start", url])
    } else if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some()
    {
        ("xdg-open", &[url])
    } else {
        return;
    };
    let mut browser = command(program, arguments);
    // No browser is no error.
    let _ = browser.stdout(Stdio::null()).stderr(Stdio::null()).status();
}
