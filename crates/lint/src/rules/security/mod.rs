//! Who may see and do what.

mod bypassrls_role;
mod grant_to_public;
mod overbroad_grant;
mod policy_inverted_auth;
mod policy_missing_with_check;
mod policy_per_row_auth_call;
mod policy_to_public;
mod policy_using_true;
mod policy_without_rls;
mod restrictive_true;
mod rls_not_forced;
mod rls_without_policy;
mod secdef_search_path;
mod user_metadata;
mod view_bypasses_rls;
mod with_grant_option;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &bypassrls_role::RULE,
    &grant_to_public::RULE,
    &overbroad_grant::RULE,
    &policy_inverted_auth::RULE,
    &policy_missing_with_check::RULE,
    &policy_per_row_auth_call::RULE,
    &policy_to_public::RULE,
    &policy_using_true::RULE,
    &policy_without_rls::RULE,
    &restrictive_true::RULE,
    &rls_not_forced::RULE,
    &rls_without_policy::RULE,
    &secdef_search_path::RULE,
    &user_metadata::RULE,
    &view_bypasses_rls::RULE,
    &with_grant_option::RULE,
];
