//! Cloud Directory as a target of a conversion.

use super::writer::Writer;
use crate::formats::appid_pages::{KNOWN_AS, Packing, packing, roles};
use crate::formats::{Request, SettingError, Target};

/// Makes the target from its settings.
///
/// # Errors
/// When a setting makes no sense.
pub(super) fn target(request: Request<'_>) -> Result<Target, SettingError> {
    let Packing { packer, separator, settings } = packing(&request, b"[", |_| b"\n]\n".to_vec())?;
    Ok(Target {
        writer: Box::new(Writer::new(request, separator)),
        packer,
        id_map: None,
        settings,
        known_as: KNOWN_AS,
        needs: roles(),
        holds_groups: false,
        left_out: Vec::new(),
        holds_configuration: false,
    })
}
