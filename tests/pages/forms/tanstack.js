import { FieldApi, FormApi } from "@tanstack/form-core";
import { standardSchema } from "scimlens/standard-schema";
import { EXTENSION } from "./names.js";

/** A form of TanStack Form, without a framework. */
export function tanstackForm(scim, parent) {
  const schema = standardSchema(scim, "User", { form: true });
  const element = document.createElement("form");
  element.noValidate = true;
  const output = document.createElement("output");
  const form = new FormApi({
    defaultValues: {
      userName: "",
      profileUrl: "",
      emails: [{ primary: "" }],
      [EXTENSION]: { department: "" },
    },
    validators: { onChange: schema },
    onSubmit: ({ value }) => {
      output.textContent = JSON.stringify(schema["~standard"].validate(value).value);
    },
  });
  form.mount();
  const add = (name, label) => {
    const field = new FieldApi({ form, name });
    field.mount();
    const [line, title, input, error] = ["p", "label", "input", "span"].map(tag =>
      document.createElement(tag),
    );
    title.textContent = label;
    input.id = `tanstack-${name}`;
    title.htmlFor = input.id;
    error.setAttribute("role", "alert");
    error.id = `${input.id}-error`;
    input.setAttribute("aria-describedby", error.id);
    input.addEventListener("input", () => field.handleChange(input.value));
    const show = () => {
      const { errors } = field.state.meta;
      error.textContent = errors.map(({ message }) => message).join(" ");
      input.setAttribute("aria-invalid", String(errors.length > 0));
    };
    field.store.subscribe(show);
    line.append(title, input, error);
    element.append(line);
  };
  add("userName", "User name");
  add("profileUrl", "Profile");
  add("emails[0].primary", "Email is primary");
  add(`${EXTENSION}.department`, "Department");
  const button = document.createElement("button");
  button.textContent = "Send";
  element.append(button, output);
  element.addEventListener("submit", event => {
    event.preventDefault();
    void form.handleSubmit();
  });
  parent.append(element);
}
