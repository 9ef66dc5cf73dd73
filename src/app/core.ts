import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BindingDeps } from '../../scenes/binding-turns.js';
import type { SceneContext } from '../../scenes/engine.js';
import type { SceneDeps } from '../../scenes/index.js';
import type { Config } from '../config.js';
import type { Reply } from '../domain/messages.js';
import type { ChannelId } from '../domain/people.js';
import { createDispatch } from '../channels/dispatch.js';
import type { CommandDeps } from '../commands/command.js';
import { lessonCard } from '../commands/lesson-pages.js';
import type { ChatGateway, Clock, CodeSender, Security, Teller } from '../ports.js';
import type { Storage } from '../storage/connect.js';
import { binding, rolesOf } from '../texts/binding.js';
import { codes } from '../texts/codes.js';
import { mainMenu, strangerMenu } from '../texts/menus.js';
import { createBindPerson, createFreeRecords } from '../usecases/bind-person.js';
import { createChangeSettings, createFindAccounts } from '../usecases/change-settings.js';
import { createEnterChat } from '../usecases/enter-chat.js';
import { createAuthoriseJoin, createJoinLesson } from '../usecases/join-lesson.js';
import { createKeepChats } from '../usecases/keep-chats.js';
import { createListChats, type ListChats } from '../usecases/list-chats.js';
import { createFindInvite, createUseInvite } from '../usecases/redeem-invite.js';
import { createRequestCode } from '../usecases/request-code.js';
import { createOwnLesson, createSetLessonLink } from '../usecases/set-lesson-link.js';
import type { StartLesson } from '../usecases/start-lesson.js';
import { createUnbindPerson } from '../usecases/unbind-person.js';
import { createVerifyCode } from '../usecases/verify-code.js';
import { createViewLessons } from '../usecases/view-lessons.js';

export interface CoreParts {
  readonly config: Config;
  readonly storage: Storage;
  readonly security: Security;
  readonly sender: CodeSender;
  readonly chats: ChatGateway;
  /** Whether people of this messenger are shown the college's chats. */
  readonly offersChats: (channel: ChannelId) => boolean;
  readonly teller: Teller;
  readonly startLesson: StartLesson;
  readonly machineClock: Clock;
  readonly publicUrl: () => string | undefined;
  readonly inBackground: (work: Promise<unknown>) => void;
}

/** The core over its ports: use cases, scenes and commands, the same for every messenger. */
export function createCore(parts: CoreParts) {
  const { config, storage, security, teller } = parts;
  const { whoIs, roster, timetable, bindings, invites, strikes } = storage;
  const { zone } = config.college;
  const { callHosts, parentsMayJoin } = config.join;
  const everyChat = createListChats({ timetable, roster });
  const listChats: ListChats = async (member) =>
    parts.offersChats(member.account.channel) ? everyChat(member) : [];
  const viewLessons = createViewLessons({ timetable, roster, zone, parentsMayJoin });
  const someoneTried = { text: binding.someoneTried() };
  const limits = storage.rateLimits;
  const join = { whoIs, timetable, ...config.join };

  const welcome = async ({ account }: SceneContext<unknown>, words: typeof binding.bound): Promise<Reply> => {
    const member = await whoIs(account);
    const roles = member ? rolesOf(member.persons, member.children, member.groups) : [];
    const name = member?.persons[0]?.firstName ?? '';
    return { message: { text: words(name, roles), keyboard: mainMenu() } };
  };

  const bindingDeps: BindingDeps = {
    parseContact: security.parseContact,
    seal: security.seal,
    unseal: security.unseal,
    looksLikeInvite: (text) => security.hashInvite(text) !== undefined,
    requestCode: createRequestCode({
      roster,
      codes: storage.codes,
      limits,
      strikes,
      security,
      sender: parts.sender,
      codeText: codes.message,
      inBackground: parts.inBackground,
    }),
    verifyCode: createVerifyCode({ roster, codes: storage.codes, limits, strikes, security }),
    findInvite: createFindInvite({ invites, roster, limits, security }),
    useInvite: createUseInvite({ invites, security }),
    freeRecords: createFreeRecords({ bindings, teller, someoneTried }),
    bindPerson: createBindPerson({ bindings, teller, someoneTried }),
    persons: roster.persons,
    ownersOf: (contact) => roster.personsByContact(security.hashContact(contact)),
    hasProfile: async ({ account }, persons) => {
      const [own, elsewhere] = await Promise.all([
        bindings.ofAccount(account),
        bindings.ofPersons(persons.map(({ id }) => id)),
      ]);
      return own.length + elsewhere.length > 0;
    },
    welcome: (context) => welcome(context, binding.bound),
    alreadyBound: (context) => welcome(context, (_name, roles) => binding.alreadyBound(roles)),
    leave: async ({ account }, text) => ({
      message: { text, keyboard: (await whoIs(account)) ? mainMenu() : strangerMenu() },
    }),
  };

  const sceneDeps: SceneDeps = {
    ...bindingDeps,
    setLessonLink: createSetLessonLink({ whoIs, timetable, callHosts }),
    callHosts,
    lessonCard: async ({ account, now }, lessonId, note) => {
      const member = await whoIs(account);
      const view = member && (await viewLessons.one(member, lessonId, now));
      return {
        message: member && view ? lessonCard(member, view, note) : { text: note, keyboard: mainMenu() },
      };
    },
    unbindPerson: createUnbindPerson({
      bindings,
      chats: storage.chats,
      codes: storage.codes,
      invites,
      ledger: storage.noticeLedger,
      gateway: parts.chats,
      whoIs,
      listChats,
      findAccounts: createFindAccounts({ bindings }),
      teller,
      unboundElsewhere: { text: binding.unboundElsewhere(), keyboard: strangerMenu() },
    }),
  };

  const commandDeps: CommandDeps = {
    college: config.college.name,
    zone,
    whoIs,
    listChats,
    enterChat: createEnterChat({
      chats: storage.chats,
      gateway: parts.chats,
      // Leases are measured by the machine, whatever hour the sandbox plays.
      clock: parts.machineClock,
      newOwner: randomUUID,
      wait: (ms) => wait(ms),
    }),
    enteredChats: storage.chats.enteredBy,
    viewLessons,
    joinLesson: createJoinLesson({ ...join, security, publicUrl: parts.publicUrl }),
    startLesson: parts.startLesson,
    ownLesson: createOwnLesson({ whoIs, timetable }),
    settings: createChangeSettings({ bindings, whoIs }),
    shortId: security.shortId,
  };

  return {
    dispatch: createDispatch({
      commands: commandDeps,
      scenes: sceneDeps,
      cameBack: (account) => bindings.setReachable([account], true),
    }),
    authoriseJoin: createAuthoriseJoin(join),
    keepChats: createKeepChats({ chats: storage.chats, gateway: parts.chats, roster, timetable, bindings }),
  };
}
