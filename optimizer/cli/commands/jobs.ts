import type { Command } from 'commander';
import { InvalidInputError } from '../../domain/errors.js';
import { textArgument, type CommandBody, type Register, type RemoteBody } from '../command.js';
import { table } from '../output.js';
import { followJob, resultOf } from '../remote/run-job.js';
import { bodyOf, tellValue } from '../remote/tell.js';

/** `jobs list | show | follow | cancel | approve | retry`: long work of a service. */
export const registerJobs: Register = (program, registry) => {
  const jobs = program.command('jobs').description('long work of a service; needs --server');
  const add = (command: Command, remote: RemoteBody): void => registry(command, needsServer, remote);
  const withId = (name: string, description: string, remote: RemoteBody): void =>
    add(jobs.command(name).description(description).argument('<job>', 'id of a job'), remote);

  add(jobs.command('list').description('the newest jobs'), async ({ client, output }) => {
    const { items, total } = bodyOf(await client.api.GET('/jobs', { params: { query: { limit: 50 } } }));
    const rows = items.map((job) => [job.id, job.kind, job.status, job.requestedBy.name, job.requestedAt]);
    output.result({ items, total }, table(['job', 'kind', 'status', 'asked by', 'at'], rows));
  });
  withId('show', 'one job: request, progress, result', async ({ client, output }, [id]) => {
    tellValue(output, bodyOf(await client.api.GET('/jobs/{id}', pathOf(id))));
  });
  withId('follow', 'tell its progress until it is over; Ctrl-C cancels it', async (context, [id]) => {
    tellValue(context.output, resultOf(await followJob(textArgument(id) ?? '', context)));
  });
  withId('cancel', 'end it in good order', async ({ client, output }, [id]) => {
    tellValue(output, bodyOf(await client.api.POST('/jobs/{id}/cancellation', pathOf(id))));
  });
  withId('approve', 'agree to what it is about to do', async ({ client, output }, [id]) => {
    tellValue(output, bodyOf(await client.api.POST('/jobs/{id}/approvals', pathOf(id))));
  });
  withId('retry', 'ask for the same again', async ({ client, output }, [id]) => {
    tellValue(output, bodyOf(await client.api.POST('/jobs/{id}/retry', pathOf(id))));
  });
};

function pathOf(id: unknown) {
  return { params: { path: { id: textArgument(id) ?? '' } } };
}

const needsServer: CommandBody = () =>
  Promise.reject(
    new InvalidInputError('jobs', [
      { path: '', message: 'are those of a service: say which with --server URL' },
    ]),
  );
