import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useMemo, useState } from "react";
import { useFieldArray, useForm } from "react-hook-form";
import { standardSchema } from "scimlens/standard-schema";
import { EXTENSION } from "./names.js";

/** A form of react-hook-form: a list, and an extension. */
export function HookForm({ scim }) {
  const resolver = useMemo(
    () => standardSchemaResolver(standardSchema(scim, "User", { form: true })),
    [scim],
  );
  const [sent, setSent] = useState("");
  const { control, formState, getFieldState, handleSubmit, register } = useForm({
    resolver,
    mode: "onChange",
    defaultValues: {
      userName: "",
      profileUrl: "",
      emails: [{ value: "" }],
      [EXTENSION]: { department: "" },
    },
  });
  const { append, fields } = useFieldArray({ control, name: "emails" });
  const field = (name, label) => {
    const id = `hook-${name}`;
    const { error } = getFieldState(name, formState);
    return (
      <p key={name}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-error`}
          {...register(name)}
        />
        <span id={`${id}-error`} role="alert">
          {error?.message}
        </span>
      </p>
    );
  };
  return (
    <form onSubmit={handleSubmit(resource => setSent(JSON.stringify(resource)))} noValidate>
      {field("userName", "User name")}
      {field("profileUrl", "Profile")}
      {fields.map(({ id }, index) => (
        <div key={id}>
          {field(`emails.${index}.value`, `Email ${index + 1}`)}
          {field(`emails.${index}.primary`, `Email ${index + 1} is primary`)}
        </div>
      ))}
      <button type="button" onClick={() => append({ value: "" })}>
        Another email
      </button>
      {field(`${EXTENSION}.department`, "Department")}
      <button type="submit">Send</button>
      <output>{sent}</output>
    </form>
  );
}
