//! Cloud Directory as a target of a conversion.

use std::collections::BTreeMap;

use super::writer::Writer;
use crate::formats::appid_pages::{PAGE_SIZE, Packing, packing};
use crate::formats::{Request, SettingError, Target};

/// Makes the target from its settings.
///
/// # Errors
/// When a setting makes no sense.
pub(super) fn target(request: Request<'_>) -> Result<Target, SettingError> {
    let Packing { packer, separator, page_size } = packing(&request, b"[", |_| b"\n]\n".to_vec())?;
    let settings = page_size.map(|size| (PAGE_SIZE.name.to_owned(), size.into()));
    Ok(Target {
        writer: Box::new(Writer::new(&request, separator)),
        packer,
        id_map: None,
        settings: BTreeMap::from_iter(settings),
    })
}
