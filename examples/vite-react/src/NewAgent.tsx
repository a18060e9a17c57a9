import { type FormEvent, useState } from 'react';
import { devSync } from './devSync.ts';

/** Makes an agent. Each tab, this one too, shows it when the event comes back from the hub. */
export function NewAgent() {
  const [problem, setProblem] = useState('');

  const create = async (form: HTMLFormElement) => {
    const name = String(new FormData(form).get('name')).trim();
    if (name === '') return;
    try {
      await devSync.send('agent.created', { agent_id: crypto.randomUUID(), name });
      form.reset();
      setProblem('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void create(event.currentTarget);
  };

  return (
    <form onSubmit={submit}>
      <input name="name" aria-label="Name" placeholder="Name of a new agent" autoComplete="off" maxLength={60} />
      <button type="submit">Create</button>
      {problem && <p role="alert">{problem}</p>}
    </form>
  );
}
