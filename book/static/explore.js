// Interactive figures: a prediction, then controls that filter a small Vega-Lite chart.
// Everything comes from the page: the chart as JSON, the settings from the table of numbers.
(() => {
  const here = document.currentScript.src;
  const GUESS_TEXT = "Show it without a guess";
  let loading = null;
  let count = 0;

  // One classic script, so that it also loads from a folder on disk; only where a chart is near.
  const loadVega = () =>
    (loading ??= new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = new URL("vendor/vega/vega.js", here).href;
      script.onload = done;
      script.onerror = fail;
      document.head.append(script);
    }));

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const whenNear = (element, act) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        act();
      },
      { rootMargin: "300px" },
    );
    observer.observe(element);
  };

  const rowsOf = (columns) => {
    const names = Object.keys(columns);
    return (columns[names[0]] ?? []).map((_, i) =>
      Object.fromEntries(names.map((name) => [name, columns[name][i]])),
    );
  };

  // Radio buttons in a fieldset; `chosen` is the position that is checked, or -1.
  const buttons = (legend, texts, chosen, act) => {
    const group = `np-group-${++count}`;
    const set = make("fieldset", { class: "np-choice" }, make("legend", {}, legend));
    texts.forEach((text, i) => {
      const input = make("input", { type: "radio", name: group, value: i });
      input.checked = i === chosen;
      input.addEventListener("input", () => act(i));
      set.append(make("label", {}, input, ` ${text}`));
    });
    return set;
  };

  const written = (control, i) => control.texts[i] + (control.unit ? ` ${control.unit}` : "");

  // Returns the element of a control and a function that moves it to a position.
  const build = (control, act) => {
    if (control.shape === "radio") {
      const texts = control.texts.map((_, i) => written(control, i));
      const element = buttons(control.label, texts, control.start, act);
      const inputs = element.querySelectorAll("input");
      return { element, move: (i) => (inputs[i].checked = true) };
    }
    const id = `np-control-${++count}`;
    const label = make("label", { for: id }, control.label);
    if (control.shape === "select") {
      const options = control.texts.map((_, i) => make("option", { value: i }, written(control, i)));
      const input = make("select", { id }, ...options);
      input.addEventListener("input", () => act(Number(input.value)));
      return { element: make("div", { class: "np-control" }, label, input), move: (i) => (input.value = i) };
    }
    const input = make("input", { id, type: "range", min: 0, max: control.values.length - 1, step: 1 });
    const output = make("output", { for: id });
    input.addEventListener("input", () => act(Number(input.value)));
    const move = (i) => {
      input.value = i;
      output.textContent = written(control, i);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    return { element: make("div", { class: "np-control" }, label, input, output), move };
  };

  // In a budget the positions add up: what one control takes, the others give, largest first.
  const balance = (at, moved, whole) => {
    const left = () => whole - at.reduce((sum, i) => sum + i, 0);
    while (left() !== 0) {
      const step = Math.sign(left());
      const others = at.map((_, i) => i).filter((i) => i !== moved && at[i] + step >= 0);
      const pick = others.reduce((best, i) => ((at[i] - at[best]) * step < 0 ? i : best));
      at[pick] += step;
    }
  };

  const start = (root) => {
    const about = JSON.parse(root.querySelector("script[type='application/json']").textContent);
    const image = document.querySelector(`#${about.figure} img`);
    if (!image) return;
    const reading = root.querySelector(".np-reading");
    const because = root.querySelector(".np-because");
    const at = about.controls.map((control) => control.start);
    const columns = about.controls.map((control) => about.columns.indexOf(control.name));
    const settings = new Map();
    for (const row of root.querySelectorAll("tbody tr")) {
      const cells = [...row.cells].map((cell) => cell.textContent);
      settings.set(columns.map((i) => cells[i]).join("|"), cells);
    }
    let view = null;

    const say = () => {
      const row = settings.get(about.controls.map((control, i) => control.texts[at[i]]).join("|"));
      reading.textContent = about.reading.replace(/\{([^{}]+)\}/g, (_, name) => row[about.columns.indexOf(name)]);
      about.controls.forEach((control, i) => view?.signal(control.name, control.values[at[i]]));
      view?.runAsync();
    };
    const parts = about.controls.map((control, i) =>
      build(control, (position) => {
        at[i] = position;
        if (about.total !== null) balance(at, i, about.controls[0].values.length - 1);
        parts.forEach((part, j) => part.move(at[j]));
        say();
      }),
    );
    parts.forEach((part, i) => part.move(at[i]));

    // The chart is one picture with one description; the marks inside it say nothing of their own.
    const inside = make("div", { "aria-hidden": "true" });
    const live = make("div", { class: "np-live", role: "img", "aria-label": about.alt }, inside);
    const draw = async () => {
      await loadVega();
      const datasets = Object.fromEntries(
        Object.entries(about.spec.datasets).map(([name, data]) => [name, rowsOf(data)]),
      );
      image.before(live);
      const options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false };
      const embedded = await vegaEmbed(inside, { ...about.spec, datasets }, { ...options, hover: false, tooltip: false });
      view = embedded.view;
      say();
      await view.runAsync();
      image.classList.add("np-covered");
      root.dataset.drawn = "true";
    };

    const controls = make("div", { class: "np-controls", role: "group", "aria-label": "What if" });
    controls.append(...parts.map((part) => part.element));
    const numbers = root.querySelector(".np-numbers");
    const hidden = [controls, reading, numbers];
    const verdict = make("p", { class: "np-verdict", role: "status" });
    const reveal = (guess) => {
      const told = guess < 0 ? "" : about.guesses[guess] === about.answer ? "As you guessed: " : `You guessed: ${about.guesses[guess]}. The run says: `;
      verdict.replaceChildren(told, ...because.cloneNode(true).childNodes);
      if (root.dataset.revealed) return;
      root.dataset.revealed = "true";
      for (const element of hidden) element.hidden = false;
      skip.hidden = true;
      image.classList.remove("np-covered");
      if (about.spec) whenNear(image, draw);
    };
    const skip = make("button", { type: "button", class: "np-skip" }, GUESS_TEXT);
    skip.addEventListener("click", () => {
      reveal(-1);
      controls.querySelector("input, select").focus();
    });
    const ask = make(
      "div",
      { class: "np-predict-box" },
      buttons(`Predict: ${root.querySelector("summary").textContent}`, about.guesses, -1, reveal),
      skip,
      verdict,
    );
    for (const element of hidden) element.hidden = true;
    image.classList.add("np-covered");
    reading.setAttribute("aria-live", "polite");
    reading.before(controls);
    root.querySelector(".np-ask").remove();
    (image.closest("figure") ?? image).before(ask);
    if (about.spec) whenNear(ask, loadVega);
    root.dataset.ready = "true";
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll(".np-explore")) start(root);
  });
})();
