/** `k42 completion bash|zsh|fish`: the shell's completion of commands and options, from the same table as the parser. */
import type { Command, Option } from 'commander';
import { ExitStatus, Failure } from '../cli/exit.ts';

const SHELLS: Readonly<Record<string, (program: Command) => string>> = { bash, zsh, fish };

export function completion(program: Command, shell: string): void {
  const write = SHELLS[shell];
  if (write === undefined) throw new Failure(`completion ${shell}: bash, zsh or fish`, ExitStatus.usage);
  process.stdout.write(write(program));
}

/** What the program of these commands and its arguments are is not ours to say. */
const GUESTS = ['run', 'trace'];

function flagsOf({ short, long }: Option): string[] {
  return [short, long].filter((one) => one !== undefined);
}

/** The options with a value: the word behind them is none of the command's. */
function withValue(command: Command): string[] {
  return command.options.filter(({ required }) => required).flatMap(flagsOf);
}

function bash(program: Command): string {
  const cases = program.commands.map((command) => {
    const flags = [...command.options.flatMap(flagsOf), '--help'].join(' ');
    return `    ${command.name()}) options='${flags}' valued=' ${withValue(command).join(' ')} ' ;;`;
  });
  const names = program.commands.map((command) => command.name()).join(' ');
  return `# bash completion of k42: eval "$(k42 completion bash)"
_k42() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} options='' valued='' i
  if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W '${names} --help --version' -- "$word")); return; fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case \${COMP_WORDS[1]} in ${GUESTS.join('|')})
    for ((i = 2; i < COMP_CWORD; i++)); do
      if [[ \${COMP_WORDS[i]} != -* && $valued != *" \${COMP_WORDS[i-1]} "* ]]; then COMPREPLY=($(compgen -f -- "$word")); return; fi
    done ;;
  esac
  if [[ $valued != *" $before "* && $word == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _k42 k42
`;
}

function zsh(program: Command): string {
  const text = (words: string): string => words.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, '\\$&');
  const cases = program.commands.map((command) => {
    const specs = command.options.flatMap((option) =>
      flagsOf(option).map((flag) => `'*${flag}[${text(option.description)}]${option.required ? ':value:_files' : ''}'`),
    );
    return `    ${command.name()}) _arguments -S ${specs.join(' ')} '*:file:_files' ;;`;
  });
  const names = program.commands.map((command) => `'${command.name()}:${text(command.description())}'`);
  return `#compdef k42
# zsh completion of k42: eval "$(k42 completion zsh)"
_k42() {
  local -a commands=(${names.join(' ')})
  if ((CURRENT == 2)); then _describe command commands; return; fi
  local name=$words[2]
  shift words; ((CURRENT--))
  case $name in
${cases.join('\n')}
  esac
}
compdef _k42 k42
`;
}

function fish(program: Command): string {
  const text = (words: string): string => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = program.commands.flatMap((command) => [
    `complete -c k42 -n __fish_use_subcommand -f -a ${command.name()} -d ${text(command.description())}`,
    ...command.options.map((option) => {
      const { short, long, required, description } = option;
      const names = [
        short === undefined ? '' : `-s ${short.slice(1)}`,
        long === undefined ? '' : `-l ${long.slice(2)}`,
      ];
      const flags = [...names, required ? '-r' : ''].filter((one) => one !== '').join(' ');
      return `complete -c k42 -n '__fish_seen_subcommand_from ${command.name()}' ${flags} -d ${text(description)}`;
    }),
  ]);
  return `# fish completion of k42: k42 completion fish | source\n${lines.join('\n')}\n`;
}
