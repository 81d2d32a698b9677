/**
 * The expressions of tables: argument names, members, literals, conversions, flag lists, comparisons, structures.
 * Errors are returned as text; the caller adds the position in the table.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly member: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly index: number }
  | { readonly kind: 'convert'; readonly conversion: string; readonly values: readonly Expression[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Expression> };

/** `Interface.method { neutral: expression, … }`. */
export interface MethodCall {
  readonly interface: string;
  readonly method: string;
  readonly args: ReadonlyMap<string, Expression>;
}

const TOKEN =
  /\s*(?:(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|\d+)|([A-Za-z_]\w*)|'([^']*)'|(&&|\|\||<<|>>|==|!=|<=|>=|[-+*/%&|<>(){}[\].,:=?!]))/y;

/** Binding strength, weakest first. Unlike C, & and | bind more tightly than comparisons. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['|'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

class SyntaxProblem extends Error {}

type Token = { readonly kind: 'number' | 'word' | 'text' | 'sign' | 'end'; readonly text: string };

class Parser {
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      const [, number, word, quoted, sign] = match;
      if (number !== undefined) this.#tokens.push({ kind: 'number', text: number });
      else if (word !== undefined) this.#tokens.push({ kind: 'word', text: word });
      else if (quoted !== undefined) this.#tokens.push({ kind: 'text', text: quoted });
      else this.#tokens.push({ kind: 'sign', text: sign ?? '' });
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw new SyntaxProblem(`"${text.slice(end).trim()}" is not understood`);
    this.#tokens.push({ kind: 'end', text: 'the end' });
  }

  expression(level = 0): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#postfix();
    let left = this.expression(level + 1);
    while (this.#peek.kind === 'sign' && operators.includes(this.#peek.text)) {
      const operator = this.#next().text;
      left = { kind: 'binary', operator, left, right: this.expression(level + 1) };
    }
    return left;
  }

  methodCall(): MethodCall {
    const name = this.#word();
    this.#expect('.');
    const method = this.#word();
    return { interface: name, method, args: this.#peek.text === '{' ? this.#fields() : new Map() };
  }

  end(): void {
    if (this.#peek.kind !== 'end') throw new SyntaxProblem(`"${this.#peek.text}" is not understood here`);
  }

  #postfix(): Expression {
    let value = this.#primary();
    for (;;) {
      if (this.#skip('.')) value = { kind: 'member', of: value, member: this.#word() };
      else if (this.#skip('[')) {
        value = { kind: 'item', of: value, index: Number(this.#next().text) };
        this.#expect(']');
      } else return value;
    }
  }

  #primary(): Expression {
    const token = this.#peek;
    if (token.text === '{') return { kind: 'object', fields: this.#fields() };
    this.#next();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', value: token.text };
    if (token.text === '-') {
      const value = this.#primary();
      if (value.kind === 'number') return { kind: 'number', value: -value.value };
      return { kind: 'binary', operator: '-', left: { kind: 'number', value: 0 }, right: value };
    }
    if (token.text === '(') {
      const inner = this.expression();
      this.#expect(')');
      return inner;
    }
    if (token.text === '[') return { kind: 'list', items: this.#items(']') };
    if (token.kind !== 'word') throw new SyntaxProblem(`an expression cannot begin with "${token.text}"`);
    if (token.text === 'true' || token.text === 'false') return { kind: 'boolean', value: token.text === 'true' };
    if (token.text === 'absent') return { kind: 'absent' };
    if (token.text === 'text' && this.#peek.kind === 'text') return { kind: 'text', value: this.#next().text };
    if (this.#skip('(')) return { kind: 'convert', conversion: token.text, values: this.#items(')') };
    return { kind: 'name', name: token.text };
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#skip(end)) {
      items.push(this.expression());
      if (!this.#skip(',') && this.#peek.text !== end)
        throw new SyntaxProblem(`"," or "${end}" is missing before "${this.#peek.text}"`);
    }
    return items;
  }

  /** `{ name: expression, name = expression, name }`; a name alone stands for itself. */
  #fields(): Map<string, Expression> {
    this.#expect('{');
    const fields = new Map<string, Expression>();
    while (!this.#skip('}')) {
      const name = this.#word();
      if (fields.has(name)) throw new SyntaxProblem(`"${name}" is given twice`);
      fields.set(name, this.#skip(':') || this.#skip('=') ? this.expression() : { kind: 'name', name });
      if (!this.#skip(',') && this.#peek.text !== '}')
        throw new SyntaxProblem(`"," or "}" is missing before "${this.#peek.text}"`);
    }
    return fields;
  }

  get #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'the end' };
  }

  #next(): Token {
    const token = this.#peek;
    if (token.kind === 'end') throw new SyntaxProblem('it ends too early');
    this.#at++;
    return token;
  }

  #word(): string {
    const token = this.#next();
    if (token.kind !== 'word') throw new SyntaxProblem(`a name is missing before "${token.text}"`);
    return token.text;
  }

  #skip(sign: string): boolean {
    const found = this.#peek.kind === 'sign' && this.#peek.text === sign;
    if (found) this.#at++;
    return found;
  }

  #expect(sign: string): void {
    if (!this.#skip(sign)) throw new SyntaxProblem(`"${sign}" is missing before "${this.#peek.text}"`);
  }
}

/** The expression, or what is wrong with it. */
export function parseExpression(text: string): Expression | string {
  return attempt(text, (parser) => parser.expression());
}

/** The call, or what is wrong with it. */
export function parseMethodCall(text: string): MethodCall | string {
  return attempt(text, (parser) => parser.methodCall());
}

function attempt<T>(text: string, parse: (parser: Parser) => T): T | string {
  try {
    const parser = new Parser(text);
    const result = parse(parser);
    parser.end();
    return result;
  } catch (error) {
    if (error instanceof SyntaxProblem) return `"${text}": ${error.message}`;
    throw error;
  }
}

/** The names that an expression mentions, conversions left out. */
export function namesOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'name':
      return [expression.name];
    case 'member':
    case 'item':
      return namesOf(expression.of);
    case 'convert':
      return expression.values.flatMap(namesOf);
    case 'binary':
      return [...namesOf(expression.left), ...namesOf(expression.right)];
    case 'list':
      return expression.items.flatMap(namesOf);
    case 'object':
      return [...expression.fields.values()].flatMap(namesOf);
    default:
      return [];
  }
}
