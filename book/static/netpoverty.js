// Filters and sorts the rows of tables that carry a search box; needs no server.
function sortRows(head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  const body = head.closest("table").tBodies[0];
  const key = (row) => row.cells[head.cellIndex].textContent.trim();
  // Numbers in order of value, minus signs and thousands separators included; words by letter.
  const value = (text) => Number(text.replace(/[−–]/, "-").replace(/,/g, "") || NaN);
  const order = (a, b) => {
    const [one, two] = [key(a), key(b)];
    const gap = value(one) - value(two);
    return Number.isNaN(gap) ? one.localeCompare(two, "en", { numeric: true }) : gap;
  };
  const rows = [...body.rows].sort(order);
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...(down ? rows.reverse() : rows));
}

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
  for (const head of document.querySelectorAll(".np-filter ~ .np-scroll thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "np-sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sortRows(head));
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

// Pictures further down load when they come near; paper wants all of them.
window.addEventListener("beforeprint", () => {
  for (const picture of document.images) picture.loading = "eager";
});
