(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const lines = all(".line");
  const wide = matchMedia("(min-width: 56rem)");
  const told = document.getElementById("told");
  let last = -1;

  const go = (found) => {
    if (!found) return;
    last = lines.indexOf(found);
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "nearest" });
    const sentence = found.querySelector(".refs a");
    if (sentence && wide.matches)
      document.getElementById(sentence.hash.slice(1))?.scrollIntoView({ block: "center" });
  };
  const here = () => {
    const at = lines.indexOf(document.activeElement?.closest(".line"));
    return at < 0 ? last : at;
  };
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, button, summary")) return;
    if (event.key.startsWith("Arrow") && !document.activeElement?.matches(".line")) return;
    if (event.key in step) go(lines[Math.min(Math.max(here() + step[event.key], 0), lines.length - 1)]);
    else if (event.key === "f") {
      const from = here() + 1;
      go([...lines.slice(from), ...lines.slice(0, from)].find((line) => line.matches(".error, .warning")));
    } else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const name = event.target.closest(".id");
    if (name) go(name.closest(".line"));
  });

  // In a frame of a notebook a link would lead to the notebook: its address is the frame's base.
  if (location.protocol === "about:")
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      location.hash = link.hash;
    });

  const copy = async (area) => {
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      area.closest("details").open = true;
      area.select();
      if (!document.execCommand("copy")) return "Select the text and copy it.";
    }
    return "Copied.";
  };
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      told.textContent = await copy(document.getElementById(button.dataset.copy));
      setTimeout(() => (told.textContent = ""), 2500);
    });
  }
  // The glance is to be seen at once: what a note says can be unfolded.
  const glance = document.querySelector(".glance");
  if (glance && glance.getBoundingClientRect().bottom > innerHeight)
    for (const note of all(".note", glance)) note.open = false;
  for (const keys of all(".keys")) keys.hidden = false;
})();
