// Leads on from a former address with the query and the anchor, which the refresh of the page would lose.

location.replace(document.querySelector("[data-moved]").href + location.search + location.hash);
