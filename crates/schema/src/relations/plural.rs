//! English words for the fields that formatting adds: `UserAccount` has `userAccounts`, `Category` `categories`.

/// Words whose plural follows no ending, as whole words.
const IRREGULAR: &[(&str, &str)] = &[
    ("child", "children"),
    ("person", "people"),
    ("ox", "oxen"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("criterion", "criteria"),
    ("datum", "data"),
    ("virus", "viri"),
];

/// Words that are their own plural, and words that are plurals already.
const UNCHANGED: &[&str] = &[
    "data",
    "datas",
    "equipment",
    "information",
    "lens",
    "money",
    "news",
    "rice",
    "series",
    "sheep",
    "species",
];

/// Endings and what takes their place, the first that fits.
const ENDINGS: &[(&str, &str)] = &[
    ("quiz", "quizzes"),
    ("man", "men"),
    ("sis", "ses"),
    ("axis", "axes"),
    ("alias", "aliases"),
    ("atlas", "atlases"),
    ("gas", "gases"),
    ("tatus", "tatuses"),
    ("bus", "buses"),
    ("matrix", "matrices"),
    ("index", "indices"),
    ("appendix", "appendices"),
    ("vertex", "vertices"),
    ("wife", "wives"),
    ("knife", "knives"),
    ("life", "lives"),
    ("leaf", "leaves"),
    ("loaf", "loaves"),
    ("elf", "elves"),
    ("alf", "alves"),
    ("olf", "olves"),
    ("hero", "heroes"),
    ("tato", "tatoes"),
    ("mato", "matoes"),
    ("echo", "echoes"),
    ("ss", "sses"),
    ("sh", "shes"),
    ("ch", "ches"),
    ("x", "xes"),
    ("zz", "zzes"),
    ("s", "s"),
];

pub(super) fn plural(word: &str) -> String {
    if UNCHANGED.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        return (*plural).to_owned();
    }
    // "human" is not made of "man".
    let fits = |ending: &str| word.ends_with(ending) && !(ending == "man" && word.ends_with("human"));
    if let Some((ending, plural)) = ENDINGS.iter().find(|(ending, _)| fits(ending)) {
        return format!("{}{plural}", &word[..word.len() - ending.len()]);
    }
    if let Some(stem) = word.strip_suffix('y')
        && (!stem.ends_with(['a', 'e', 'i', 'o', 'u']) || stem.ends_with("qu"))
    {
        return format!("{stem}ies");
    }
    format!("{word}s")
}

/// `user_account` → `userAccount`, `OhWhatAUser` → `ohWhatAUser`, `HTTPServer` → `httpserver`: words begin behind a
/// separator, behind digits, and where a capital follows a small letter.
pub(super) fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut starts_word = false;
    let mut previous = ' ';
    for character in name.chars() {
        if character == '_' || character == '-' {
            starts_word = !out.is_empty();
        } else if character.is_numeric() {
            starts_word = true;
            out.push(character);
        } else if starts_word || (previous.is_lowercase() && character.is_uppercase()) {
            starts_word = false;
            out.push(character.to_ascii_uppercase());
        } else {
            previous = character;
            out.push(character.to_ascii_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_after_models() {
        let shown = |name: &str| plural(&camel_case(name));
        let names = [
            ("Post", "posts"),
            ("UserAccount", "userAccounts"),
            ("user_account", "userAccounts"),
            ("User2FA", "user2FAs"),
            ("HTTPServer", "httpservers"),
            ("OhWhatAUser", "ohWhatAUsers"),
            ("UserIDs", "userIDs"),
            ("Category", "categories"),
            ("Key", "keys"),
            ("Query", "queries"),
            ("Box", "boxes"),
            ("Status", "statuses"),
            ("OrderStatus", "orderStatuses"),
            ("Address", "addresses"),
            ("Analysis", "analyses"),
            ("Person", "people"),
            ("Woman", "women"),
            ("Human", "humans"),
            ("Series", "series"),
            ("Posts", "posts"),
        ];
        for (model, field) in names {
            assert_eq!(shown(model), field, "{model}");
        }
    }
}
