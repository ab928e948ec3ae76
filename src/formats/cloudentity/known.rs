//! What is known beside the users: what the payloads say of groups, pools and schemas, and what the
//! operator says.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::decided::Decided;
use super::found::Tenancy;
use super::options::Profile;
use super::pool::Pool;
use crate::json::Cursor;
use crate::model::{Group, Text};

/// What is known beside the users.
pub(super) struct Known {
    pub(super) profile: Profile,
    /// The instant of the run.
    pub(super) now: Option<jiff::Timestamp>,
    /// The same to the second, in RFC 3339 in UTC.
    pub(super) now_text: String,
    /// Names of groups by their ids.
    pub(super) groups: HashMap<Vec<u8>, String>,
    /// How many groups, pools and schemas have the id of another one.
    pub(super) repeated: u64,
    /// How many groups have the name of another one.
    pub(super) namesakes: u64,
    names: BTreeSet<String>,
    /// Ids of schemas.
    pub(super) schemas: BTreeSet<Vec<u8>>,
    /// The tenant of all rows.
    pub(super) tenant: Option<String>,
    /// How many rows about more than users are of another tenant.
    pub(super) foreign: u64,
    /// The pool that the payloads are for, if that was decided.
    pool_id: Option<String>,
    /// How many groups are of another one.
    pub(super) foreign_groups: u64,
    /// The pool of the first user of each input.
    first_pools: BTreeMap<u32, String>,
    pub(super) several_pools: bool,
    /// The most users of a payload, for each input that has a payload with too many.
    pub(super) crowds: BTreeMap<u32, u64>,
    /// The longest file that the tenant takes.
    pub(super) max_bytes: Option<u64>,
    /// Hashes of ids that several rows have.
    pub(super) repeated_ids: HashSet<u64>,
    pools: HashMap<Vec<u8>, Pool>,
    declared: Pool,
}

impl Known {
    pub(super) fn new(decided: &Decided, tenancy: Tenancy, repeated_ids: HashSet<u64>) -> Self {
        let schemas = ["default_payload", "default_metadata", "default_business_metadata"];
        let schemas = schemas.into_iter().chain(decided.schemas.iter().map(String::as_str));
        let now: Option<jiff::Timestamp> = decided.now.parse().ok();
        Known {
            profile: decided.profile,
            now,
            now_text: now
                .map(|now| now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
                .unwrap_or_default(),
            groups: HashMap::new(),
            repeated: 0,
            namesakes: 0,
            names: BTreeSet::new(),
            schemas: schemas.map(|id| id.as_bytes().to_vec()).collect(),
            // A conversion, which learns of none, puts users into the tenant that was decided.
            tenant: tenancy.tenant.map(|first| decided.tenant.clone().unwrap_or(first)),
            foreign: 0,
            pool_id: decided.pool_id.clone(),
            foreign_groups: 0,
            first_pools: tenancy.pools,
            several_pools: tenancy.several_pools,
            crowds: tenancy.crowds,
            max_bytes: decided.max_bytes,
            repeated_ids,
            pools: HashMap::new(),
            declared: decided.pool.clone(),
        }
    }

    /// The pool of this id, or what the operator says of it.
    pub(super) fn pool(&self, id: Option<Text<'_>>) -> &Pool {
        if self.pools.is_empty() {
            return &self.declared;
        }
        id.and_then(|id| self.pools.get(&*id.decode())).unwrap_or(&self.declared)
    }

    /// The pool that users of an input are to be of: the one decided, or that of the first user.
    pub(super) fn pool_of(&self, input: u32) -> Option<&String> {
        self.pool_id.as_ref().or_else(|| self.first_pools.get(&input))
    }

    /// Learns a pool.
    pub(super) fn learn_pool(&mut self, row: &str) {
        self.learn_tenant(row);
        if let Some((id, pool)) = Pool::of_row(row, &self.declared) {
            let known = self.pools.insert(id.into_bytes(), pool);
            self.repeated += u64::from(known.is_some());
        }
    }

    /// Learns a group, which stands at this place; the group, if it has a name.
    pub(super) fn learn_group(&mut self, row: &str, place: (u32, u64)) -> Option<Group> {
        self.learn_tenant(row);
        let [id, name, description, pool] =
            texts(row, ["id", "name", "description", "user_pool_id"]);
        let is_foreign = pool.zip(self.pool_id.as_ref()).is_some_and(|(is, due)| is != *due);
        self.foreign_groups += u64::from(is_foreign);
        if let (Some(id), Some(name)) = (id, &name) {
            self.namesakes += u64::from(!self.names.insert(name.clone()));
            let known = self.groups.insert(id.into_bytes(), name.clone());
            self.repeated += u64::from(known.is_some());
        }
        let verbatim = Some(row.to_owned());
        name.map(|name| Group {
            name,
            description,
            verbatim,
            has_members: true,
            place,
            description_place: place,
            ..Group::default()
        })
    }

    /// Learns a schema.
    pub(super) fn learn_schema(&mut self, row: &str) {
        self.learn_tenant(row);
        let [id] = texts(row, ["id"]);
        if let Some(id) = id {
            self.schemas.insert(id.into_bytes());
        }
    }

    fn learn_tenant(&mut self, row: &str) {
        let [tenant] = texts(row, ["tenant_id"]);
        self.foreign +=
            u64::from(tenant.is_some() && self.tenant.is_some() && tenant != self.tenant);
    }
}

/// The texts of these members of a row.
fn texts<const N: usize>(row: &str, names: [&str; N]) -> [Option<String>; N] {
    let mut texts = names.map(|_| None);
    // It was read before.
    let _ = Cursor::new(row.as_bytes(), 0).object(|cursor, member| {
        let value = cursor.value()?.as_text();
        if let Some(at) = names.iter().position(|name| member.is(name)) {
            texts[at] = value.map(|text| String::from_utf8_lossy(&text.decode()).into_owned());
        }
        Ok(())
    });
    texts
}
