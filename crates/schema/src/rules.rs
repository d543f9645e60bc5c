//! How a rule is declared: its explanation is its doc comment.

/// Declares rules and lists them in `RULES`.
///
/// ```ignore
/// rules! {
///     /// Markdown: what is wrong, why, the way out.
///     error UNKNOWN_TYPE "PX2040" "unknown-type" = "a type that nobody knows",
/// }
/// ```
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $severity:ident $name:ident $code:literal $slug:literal = $summary:literal,)+) => {
        $(
            $(#[doc = $doc])+
            pub static $name: ::parallax_diagnostics::Rule = ::parallax_diagnostics::Rule {
                code: $code,
                slug: $slug,
                severity: $crate::rules::severity!($severity),
                summary: $summary,
                explanation: concat!($($doc, "\n"),+),
            };
        )+
        /// The rules of this module.
        pub static RULES: &[&::parallax_diagnostics::Rule] = &[$(&$name),+];
    };
}

macro_rules! severity {
    (error) => {
        ::parallax_diagnostics::Severity::Error
    };
    (warning) => {
        ::parallax_diagnostics::Severity::Warning
    };
}

pub(crate) use {rules, severity};
