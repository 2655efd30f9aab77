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
  // Opened from a folder, a browser does not let a page read the search index.
  if (location.protocol === "file:" && location.pathname.endsWith("/search.html")) {
    const note = document.createElement("p");
    note.textContent =
      "Search works when the book is read from a web server (for instance `make serve`); " +
      "opened from a folder, browsers may not let a page read the index.";
    document.querySelector("article")?.prepend(note);
  }
});
