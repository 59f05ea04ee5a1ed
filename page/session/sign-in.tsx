import { type FormEvent, useId } from "react";
import type { Settings } from "../settings.js";
import type { Session, SessionState } from "./session.js";

type SignedOut = Extract<SessionState, { at: "signed out" }>;

/** Makes this window a device of the household. */
export function SignIn(props: { session: Session; state: SignedOut; settings: Settings; isPhone: boolean }) {
  const { session, state, settings, isPhone } = props;
  const problemId = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const { submitter } = event.nativeEvent as SubmitEvent;
    const deviceId = submitter?.dataset["device"];
    void session.signIn({
      email: String(form.get("email")),
      password: String(form.get("password")),
      name: submitter?.dataset["name"] ?? String(form.get("name")),
      ...(deviceId ? { deviceId } : {}),
    });
  };
  return (
    <main className="sign-in">
      <form className="panel" onSubmit={submit} aria-describedby={state.problem ? problemId : undefined}>
        <h1>
          <Mark /> Playhead
        </h1>
        <p className="dim">
          {isPhone
            ? "This window becomes a phone of the household: the remote control of its televisions."
            : "This window becomes a television of the household. Another window is another one."}
        </p>
        <Field label="Email" name="email" type="email" value={settings.household?.email ?? ""} />
        <Field label="Password" name="password" type="password" value={settings.household?.password ?? ""} />
        <Field label="Name of this device" name="name" type="text" value={state.suggestedName} />
        <p id={problemId} className="problem" role="alert">
          {state.problem}
        </p>
        <button type="submit" className="primary" disabled={state.isBusy}>
          {state.isBusy ? "Signing in…" : "Sign in"}
        </button>
        {state.choice.length > 0 && <DeviceChoice devices={state.choice} />}
      </form>
    </main>
  );
}

function Field(props: { label: string; name: string; type: string; value: string }) {
  const { label, name, type, value } = props;
  const complete = { email: "username", password: "current-password", name: "off" }[name] ?? "off";
  return (
    <label className="field">
      <span>{label}</span>
      <input
        key={value}
        name={name}
        type={type}
        defaultValue={value}
        autoComplete={complete}
        required
        maxLength={100}
      />
    </label>
  );
}

function DeviceChoice({ devices }: { devices: SignedOut["choice"] }) {
  return (
    <fieldset className="choice">
      <legend>Be one of these instead</legend>
      {devices.map(({ id, name }) => (
        <button key={id} type="submit" data-device={id} data-name={name}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

/** The sign of the house. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M11 7v18l15-9z" fill="currentColor" />
      <path d="M7 4v24" className="mark-line" />
    </svg>
  );
}
