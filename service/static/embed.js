// <paadriv-form src="https://host/embed/TOKEN" title="…"><a href="https://host/f/TOKEN">…</a></paadriv-form>
// Draws the form in a frame of its own. No cookie, no storage, nothing fetched but the frame.
(() => {
  const PATIENCE = 4000; // ms; a frame silent for longer may be blocked, so the plain link returns

  class PaadrivForm extends HTMLElement {
    connectedCallback() {
      if (this.frame) return addEventListener("message", this);
      const url = new URL(this.getAttribute("src"), location.href);
      const lang = this.closest("[lang]")?.lang;
      url.searchParams.set("from", location.hostname);
      if (lang) url.searchParams.set("lang", lang);
      this.origin = url.origin;

      const frame = (this.frame = document.createElement("iframe"));
      frame.title = this.title || document.title;
      // Scripts tell the height, same-origin keeps autofill and lets us check who speaks; privacy
      // pages open in a tab that is free of the frame's limits. No top navigation, no downloads.
      frame.setAttribute(
        "sandbox",
        "allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      );
      frame.style.cssText = "display:block;width:100%;height:40rem;border:0;color-scheme:light";
      frame.src = url;
      this.style.display = "block";
      // The link stays in the page, undrawn, whether its text is parsed already or not yet.
      this.attachShadow({ mode: "open" }).append(frame);
      this.timer = setTimeout(() => this.shadowRoot.prepend(document.createElement("slot")), PATIENCE);
      addEventListener("message", this);
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    handleEvent({ data, origin, source }) {
      if (source !== this.frame.contentWindow || origin !== this.origin || !data?.paadriv) return;
      clearTimeout(this.timer);
      this.shadowRoot.querySelector("slot")?.remove();
      if (data.height > 0) this.frame.style.height = `${data.height}px`;
      if (data.answered && this.getBoundingClientRect().top < 0) this.scrollIntoView();
    }
  }

  customElements.get("paadriv-form") || customElements.define("paadriv-form", PaadrivForm);
})();
