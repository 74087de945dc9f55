// What the search says. Sphinx's own Dutch lacks the words for what was found, and its rule for the plural gives no number.
Documentation.addTranslations({
    "locale": "nl",
    "messages": {
        "Hide Search Matches": "Gevonden woorden niet meer markeren",
        "Preparing search...": "Zoeken wordt voorbereid …",
        "Search Results": "Gevonden",
        "Search finished, found one page matching the search query.": [
            "Eén bladzijde noemt wat u zoekt.",
            "${resultCount} bladzijden noemen wat u zoekt."
        ],
        "Searching": "Bezig met zoeken",
        "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "Niets gevonden. Zoek op minder woorden, of op een ander woord voor hetzelfde."
    },
    "plural_expr": "n != 1 ? 1 : 0"
});
