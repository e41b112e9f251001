import { forbiddenImports } from '../support/plant';

/** What each row of the import table forbids, written by hand so that the table cannot vouch for itself. */
export const importViolations = forbiddenImports({
  'src/config.ts': [
    [`import '../workflows/contract';`, 'src/config may not import workflows/contract'],
    [`import 'koa';`, 'src/config may not import the package koa'],
    [`import './log';`, 'src/config may not import src/log'],
  ],
  'src/log.ts': [
    [`import './config';`, 'src/log may not import src/config'],
    [`import 'axios';`, 'src/log may not import the package axios'],
  ],
  'src/telemetry.ts': [
    [`import './adapters/mysql/pool';`, 'src/telemetry may not import src/adapters/mysql/pool'],
    [`import 'pino';`, 'src/telemetry may not import the package pino'],
  ],
  'src/shutdown.ts': [
    [`import './http/app';`, 'src/shutdown may not import src/http/app'],
    [`import 'koa';`, 'src/shutdown may not import the package koa'],
  ],
  'src/business-clock.ts': [
    [`import './adapters/redis/cache';`, 'src/business-clock may not import src/adapters/redis'],
  ],
  'src/crash-hook.ts': [[`import './log';`, 'src/crash-hook may not import src/log']],
  'src/domain/planted.ts': [
    [`import 'ulid';`, 'src/domain may not import the package ulid'],
    [`import 'node:crypto';`, 'src/domain may not import the Node module node:crypto'],
    [`import 'fs/promises';`, 'src/domain may not import the Node module fs/promises'],
    [`import '../log';`, 'src/domain may not import src/log'],
    [`export type * from '../adapters/mysql/pool';`, 'src/domain may not import src/adapters'],
    [`export const a = require('node:os');`, 'may not import the Node module node:os'],
    [`import b = require('node:tty');\nexport { b };`, 'may not import the Node module node:tty'],
    [`export type C = import('zod').ZodType;`, 'src/domain may not import the package zod'],
  ],
  'workflows/planted.ts': [
    [
      `import { createBank } from '../activities/bank';\nexport { createBank };`,
      'workflows may not import activities/bank by value',
    ],
    [`export * from '../activities';`, 'workflows may not import activities by value'],
    [
      `import { type Bank, other } from '../activities/ledger';\nexport { type Bank, other };`,
      'workflows may not import activities/ledger by value',
    ],
    [`import type { Dirent } from 'node:fs';\nexport type { Dirent };`, 'Node module node:fs'],
    [`import 'axios';`, 'workflows may not import the package axios'],
    [`import '@temporalio/client';`, 'workflows may not import the package @temporalio/client'],
    [`import '../src/log';`, 'workflows may not import src/log'],
    [`import '../src/adapters/mysql/pool';`, 'workflows may not import src/adapters/mysql/pool'],
    [`export const lazy = import('../activities/slow');`, 'activities/slow by value'],
    [`export const odd = import('../src/' + 'log');`, 'a name that is computed at run time'],
  ],
  'activities/planted.ts': [
    [`import '../workflows/payment';`, 'activities may not import workflows/payment'],
    [
      `import type {} from '../workflows/contract';`,
      'activities may not import workflows/contract',
    ],
    [`import '../src/http/app';`, 'activities may not import src/http/app'],
    [`import '@temporalio/client';`, 'activities may not import the package @temporalio/client'],
    [
      `import { createPool } from '../src/adapters/mysql/pool';\nexport { createPool };`,
      'activities may not import src/adapters/mysql/pool by value',
    ],
    [`import '../src/config';`, 'activities may not import src/config'],
    [`import 'node:crypto';`, 'activities may not import the Node module node:crypto'],
  ],
  'src/adapters/nh-bank/planted.ts': [
    [`import '../mysql/pool';`, 'src/adapters/nh-bank may not import src/adapters/mysql/pool'],
    [`import type {} from '../redis/cache';`, 'may not import src/adapters/redis/cache'],
    [`import '@temporalio/common';`, 'may not import the package @temporalio/common'],
    [`import { loadConfig } from '../../config';\nexport { loadConfig };`, 'src/config by value'],
  ],
  'src/adapters/nh-bank/index.ts': [
    [`import '../slack';`, 'src/adapters/nh-bank may not import src/adapters/slack'],
  ],
  'src/adapters/mysql/planted.ts': [
    [`import 'ioredis';`, 'src/adapters/mysql may not import the package ioredis'],
    [`import '../../http/app';`, 'src/adapters/mysql may not import src/http/app'],
    [`import '../../../workflows/contract';`, 'may not import workflows/contract'],
  ],
  'src/adapters/redis/planted.ts': [
    [`import 'axios';`, 'src/adapters/redis may not import the package axios'],
    [`import 'rate-limiter-flexible';`, 'the package rate-limiter-flexible by value'],
    [`import '../../../activities/bank';`, 'src/adapters/redis may not import activities/bank'],
  ],
  'src/adapters/rabbitmq/planted.ts': [
    [`import 'mysql2/promise';`, 'src/adapters/rabbitmq may not import the package mysql2'],
    [`import '../slack/client';`, 'src/adapters/rabbitmq may not import src/adapters/slack/client'],
  ],
  'src/adapters/slack/planted.ts': [
    [`import 'amqplib';`, 'src/adapters/slack may not import the package amqplib'],
    [`import '../../telemetry';`, 'src/adapters/slack may not import src/telemetry'],
  ],
  'src/adapters/carrier-pigeon/planted.ts': [
    [`export const loft = 1;`, 'src/adapters/carrier-pigeon/planted has no row'],
  ],
  'src/http/planted.ts': [
    [
      `import { createPool } from '../adapters/mysql/pool';\nexport { createPool };`,
      'src/http may not import src/adapters/mysql/pool by value',
    ],
    [`import 'sequelize';`, 'src/http may not import the package sequelize'],
    [`import 'amqplib';`, 'src/http may not import the package amqplib'],
    [`import 'axios';`, 'src/http may not import the package axios'],
    [`import 'ioredis';`, 'src/http may not import the package ioredis by value'],
    [`import '../../activities/bank';`, 'src/http may not import activities/bank'],
    [`import '../temporal/connection';`, 'src/http may not import src/temporal/connection'],
    [`import '../../workflows/payment';`, 'src/http may not import workflows/payment'],
    [`import '../config';`, 'src/http may not import src/config'],
  ],
  'src/temporal/planted.ts': [
    [`import '../../activities/bank';`, 'src/temporal may not import activities/bank'],
    [`import '../adapters/mysql/pool';`, 'src/temporal may not import src/adapters/mysql/pool'],
    [`import '../http/app';`, 'src/temporal may not import src/http/app'],
    [`import '../../workflows/payment';`, 'src/temporal may not import workflows/payment'],
    [`import '@temporalio/worker';`, 'src/temporal may not import the package @temporalio/worker'],
  ],
  'src/api.ts': [
    [`import './worker';`, 'src/api may not import src/worker'],
    [`import '../sandbox/server';`, 'src/api may not import sandbox/server'],
  ],
  'src/worker.ts': [
    [`import './api';`, 'src/worker may not import src/api'],
    [`import '../test/support/rig';`, 'src/worker may not import test/support/rig'],
    [`import '../scripts/start';`, 'src/worker may not import scripts/start'],
  ],
  'src/worker-planted.ts': [[`import './api';`, 'src/worker may not import src/api']],
  'scripts/planted.ts': [
    [`import '../src/api';`, 'scripts may not import src/api'],
    [`import '../sandbox/server';`, 'scripts may not import sandbox/server'],
    [`import '../test/support/rig';`, 'scripts may not import test/support/rig'],
  ],
  'sandbox/planted.ts': [
    [`import '../src/domain/money';`, 'sandbox may not import src/domain/money'],
    [`import type {} from '../workflows/contract';`, 'sandbox may not import workflows/contract'],
    [`import '../activities/bank';`, 'sandbox may not import activities/bank'],
    [`import 'axios';`, 'sandbox may not import the package axios'],
  ],
  'docs/samples/planted.ts': [
    [`import '../../src/domain/money';`, 'docs may not import src/domain/money'],
  ],
  'jest.config.ts': [[`import './src/config';`, 'tool settings may not import src/config']],
});
