// What pages can do better with JavaScript; everything works without it.
(() => {
  "use strict";

  const localTimes = (root) => {
    const form = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
    for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
      time.title = time.textContent.trim();
      time.textContent = form.format(new Date(time.dateTime));
    }
  };

  const say = (text) => {
    const region = document.getElementById("announce");
    if (region && region.textContent !== text) {
      region.textContent = text;
    }
  };

  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      say("Copied");
    } catch {
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      button.textContent = "Press Ctrl+C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };

  const picks = (box) => Array.from(box.querySelectorAll("input[type=checkbox]"));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      return;
    }
    if (button.dataset.copy) {
      copy(button);
    } else if (button.dataset.pick) {
      const boxes = picks(document.getElementById(button.dataset.pick));
      const all = boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = !all; });
    } else if (button.hasAttribute("data-print")) {
      print();
    }
  });

  // A form that takes a while says so and cannot be sent twice.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.dataset.busy) {
      button.textContent = button.dataset.busy;
      say(button.dataset.busy);
      setTimeout(() => { button.disabled = true; }, 0);
    }
  });

  // Coming back through the browser's history must not find the button still disabled.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      location.reload();
    }
  });

  const lost = (yes) => {
    const notice = document.getElementById("lost");
    if (notice && notice.hidden === yes) {
      notice.hidden = !yes;
    }
  };
  document.addEventListener("htmx:sendError", () => lost(true));
  document.addEventListener("htmx:responseError", () => lost(true));

  const dress = () => {
    for (const needed of document.querySelectorAll("[data-needs-script]")) {
      needed.hidden = false;
    }
    localTimes(document);
  };
  document.addEventListener("htmx:afterSwap", () => {
    lost(false);
    dress();
  });
  dress();
})();
