// What forms can do better with JavaScript; everything works without it.
(() => {
  "use strict";

  const form = () => document.querySelector("form[data-guard]");
  let leaving = false;

  const isDirty = () => Boolean(form()) && form().dataset.guard === "typed" && !leaving;

  document.addEventListener("input", (event) => {
    const guarded = event.target.closest("form[data-guard]");
    if (guarded) {
      guarded.dataset.guard = "typed";
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.target.closest("form[data-guard]")) {
      leaving = true;
    }
  });

  addEventListener("beforeunload", (event) => {
    if (isDirty()) {
      event.preventDefault();
    }
  });

  // Links inside the console are asked about on the page itself, in words that say what would be lost.
  const ask = (link) => {
    const box = document.getElementById("unsaved");
    if (!box) {
      return false;
    }
    box.hidden = false;
    const go = box.querySelector("a");
    go.href = link.href;
    go.onclick = () => { leaving = true; };
    box.querySelector("button").onclick = () => {
      box.hidden = true;
      link.focus();
    };
    box.focus();
    box.scrollIntoView({ block: "nearest" });
    return true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) {
      return;
    }
    if (link.dataset.line) {
      event.preventDefault();
      mark(Number(link.dataset.line));
      return;
    }
    const url = new URL(link.href, location.href);
    const elsewhere = url.origin !== location.origin || url.pathname !== location.pathname || !url.hash;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !link.target;
    if (!elsewhere) {
      unfold(url.hash);
    } else if (plain && isDirty() && !link.closest("#unsaved") && ask(link)) {
      event.preventDefault();
    }
  });

  // When a row is taken out, the focus goes to the list that it was in.
  let list = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const pressed = event.detail.elt;
    const holder = pressed.matches("button[value^='remove ']") ? pressed.closest("details") : null;
    list = holder ? holder.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const holder = list && document.getElementById(list);
    if (holder && !document.activeElement.matches("input, select, textarea, button")) {
      holder.open = true;
      holder.querySelector("summary").focus();
    }
    list = "";
  });

  // A link to a field that is folded away unfolds it first.
  const unfold = (hash) => {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    for (let at = target; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) {
        at.open = true;
      }
    }
    if (target) {
      const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea") || target;
      setTimeout(() => field.focus(), 0);
    }
  };

  // Selects a line of the JSON text.
  const mark = (line) => {
    const text = document.getElementById("json");
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
    const height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 4) * height);
  };

})();
