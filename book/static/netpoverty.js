// Filters the rows of tables that carry a search box; needs no server.
document.addEventListener("DOMContentLoaded", () => {
  for (const input of document.querySelectorAll(".np-filter input")) {
    const rows = input.closest(".np-table").querySelectorAll("tbody tr");
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
  }
  // From a folder, browsers let a page read the search index but not the other pages.
  if (location.protocol === "file:" && location.pathname.endsWith("/search.html")) {
    const note = document.createElement("p");
    note.textContent =
      "Opened from a folder, the search lists titles only; from a web server it shows excerpts too.";
    document.getElementById("search-results")?.before(note);
  }
});

// What scrolls sideways can be reached by keyboard: formulas on a narrow screen.
window.addEventListener("load", () => {
  window.MathJax?.startup?.promise?.then(() => {
    for (const formula of document.querySelectorAll('mjx-container[display="true"]')) {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    }
  });
});
