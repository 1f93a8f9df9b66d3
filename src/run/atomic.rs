//! Files that appear whole or not at all.
//!
//! Temporary file in the same folder, fsync, rename, fsync of the folder: after a power cut a
//! name either is absent or leads to the complete content. Must know nothing of what it writes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the name of a file being written begins with. Spark and Hadoop skip such names.
const TEMPORARY: &str = ".tmp-";

/// Writes `path` through `write`, then publishes it in one step.
pub fn publish<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
) -> io::Result<T> {
    // A bare name has an empty parent, which is no folder to open.
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = temporary_name(folder, path);
    let mut out = BufWriter::with_capacity(1 << 16, File::create(&temporary)?);
    let written = write(&mut out).and_then(|value| {
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(value)
    });
    match written.and_then(|value| fs::rename(&temporary, path).map(|()| value)) {
        Ok(value) => sync_folder(folder).map(|()| value),
        Err(error) => {
            // The first error is the one to tell; a leftover is removed at the next start too.
            let _ = fs::remove_file(&temporary);
            Err(error)
        }
    }
}

/// Makes the names of a folder durable.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes what an interrupted `publish` left in a folder.
pub fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn temporary_name(folder: &Path, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    folder.join(format!("{TEMPORARY}{name}"))
}
