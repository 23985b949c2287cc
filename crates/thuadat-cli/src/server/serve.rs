//! `thuadat serve`.

use super::arguments::ServeArguments;
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use thuadat_server::{ServeRequest, Serving, begin_log, serve};

/// Runs the command until it is asked to end.
pub(crate) fn run(arguments: &ServeArguments, terminal: &Arc<Terminal>) -> Result<ExitCode, Failure> {
    let configuration = arguments.configuration().map_err(Failure::Configuration)?;
    if arguments.show_config {
        io::stdout().write_all(configuration.written().as_bytes()).map_err(Failure::Output)?;
        return Ok(ExitCode::SUCCESS);
    }
    begin_log(!arguments.quiet);
    let source = arguments.source.open(&**terminal).map_err(Failure::Source)?;
    terminal.clear();
    let request = ServeRequest {
        listen: configuration.listen,
        public_url: configuration.public_url,
        tile_cache_bytes: configuration.tile_cache_bytes,
        limits: configuration.limits,
        keys: configuration.keys,
        requests_a_minute: configuration.requests_a_minute,
        trusted_hops: configuration.trusted_hops,
        is_read_only: configuration.is_read_only,
    };
    let stopping = Arc::clone(terminal);
    let has_no_name = request.listen.ip().is_unspecified() && request.public_url.is_none();
    let told = |serving: &Serving| {
        tell(serving, terminal);
        if has_no_name {
            tell_of_no_name(request.listen.port(), terminal);
        }
    };
    serve(source, &request, told, move || stopping.is_stopped()).map_err(Failure::Serve)?;
    terminal.say(&message("đã dừng máy chủ", "the server has ended"));
    Ok(ExitCode::SUCCESS)
}

/// Links lead nowhere from another machine, unless somebody says what this one is called there.
fn tell_of_no_name(port: u16, terminal: &Terminal) {
    terminal.say(&message(
        format!(
            "máy khác không theo được các liên kết (QGIS, TileJSON): hãy nêu địa chỉ mà họ dùng, ví dụ --public-url http://TÊN-MÁY:{port}"
        ),
        format!(
            "other machines cannot follow the links (QGIS, TileJSON): name the address they use, such as --public-url http://THIS-MACHINE:{port}"
        ),
    ));
}

fn tell(serving: &Serving, terminal: &Terminal) {
    let Serving { url, name, summary, has_map } = serving;
    let parcels = summary.parcels;
    let crs: Vec<String> = summary.crs.iter().map(|epsg| format!("EPSG:{epsg}")).collect();
    let crs = if crs.is_empty() { "—".to_owned() } else { crs.join(", ") };
    terminal.say(&message(
        format!("đang phục vụ {name}: {parcels} thửa, {crs}; bấm Ctrl-C để dừng"),
        format!("serving {name}: {parcels} parcels, {crs}; Ctrl-C ends it"),
    ));
    terminal.say(&message(
        format!("bản đồ: {url} · OGC API cho QGIS: {url}ogc · ô bản đồ: {url}tiles/parcels"),
        format!("map: {url} · OGC API for QGIS: {url}ogc · tiles: {url}tiles/parcels"),
    ));
    if !has_map {
        terminal.say(&message(
            "chương trình này được dựng khi chưa có thư viện bản đồ nên không có trang bản đồ; các địa chỉ khác vẫn dùng được",
            "this program was built without the map viewer, so there is no map page; the other addresses work",
        ));
    }
}
