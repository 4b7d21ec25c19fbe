// Every method of Backstage's own catalog client against a running server (PORTOLAN_URL).
// What a method means is Backstage's business; here it must be answered as its client expects.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CatalogClient } from '@backstage/catalog-client';

const base = process.env.PORTOLAN_URL;
assert.ok(base, 'PORTOLAN_URL names the server');

const client = new CatalogClient({ discoveryApi: { getBaseUrl: async plugin => `${base}/api/${plugin}` } });
const options = {};
const filter = { kind: 'Component' };
let component;
let reference;

before(async () => {
  const session = await (await fetch(`${base}/api/auth/guest/refresh`)).json();
  options.token = session.backstageIdentity.token;
  const { items } = await client.queryEntities({ filter, limit: 1, orderFields: { field: 'metadata.name', order: 'asc' } }, options);
  assert.equal(items.length, 1, 'the server has a component');
  [component] = items;
  reference = `component:${component.metadata.namespace}/${component.metadata.name}`.toLowerCase();
});

test('getEntities: all, filtered, with fields, ordered, paged', async () => {
  const all = await client.getEntities({ filter, fields: ['kind', 'metadata.name'] }, options);
  assert.ok(all.items.length > 0);
  assert.deepEqual(Object.keys(all.items[0]).sort(), ['kind', 'metadata']);
  const ordered = await client.getEntities({ filter, order: { field: 'metadata.name', order: 'desc' }, limit: 2, offset: 0 }, options);
  assert.ok(ordered.items.length <= 2);
});

test('queryEntities: pages by cursor to the end and back', async () => {
  const query = { filter, limit: 2, orderFields: [{ field: 'metadata.name', order: 'asc' }] };
  const names = [];
  let page = await client.queryEntities(query, options);
  const total = page.totalItems;
  const first = page.items.map(entity => entity.metadata.name);
  for (;;) {
    names.push(...page.items.map(entity => entity.metadata.name));
    if (!page.pageInfo.nextCursor) break;
    page = await client.queryEntities({ cursor: page.pageInfo.nextCursor, limit: 2 }, options);
  }
  assert.equal(names.length, total);
  assert.equal(new Set(names).size, total);
  if (page.pageInfo.prevCursor) {
    let back = page;
    while (back.pageInfo.prevCursor) back = await client.queryEntities({ cursor: back.pageInfo.prevCursor, limit: 2 }, options);
    assert.deepEqual(back.items.map(entity => entity.metadata.name), first);
  }
});

test('queryEntities: predicates, text and counts', async () => {
  const found = await client.queryEntities({ query: { $all: [{ kind: 'Component' }, { 'metadata.name': component.metadata.name }] } }, options);
  assert.ok(found.items.some(entity => entity.metadata.uid === component.metadata.uid));
  const text = { term: component.metadata.name, fields: ['metadata.name'] };
  const matched = await client.queryEntities({ filter, fullTextFilter: text }, options);
  assert.ok(matched.totalItems >= 1);
  const count = await client.queryEntities({ filter, limit: 0 }, options);
  assert.equal(count.items.length, 0);
  assert.ok(count.totalItems >= 1);
});

test('streamEntities yields every entity once', async () => {
  const seen = new Set();
  for await (const page of client.streamEntities({ filter, pageSize: 3 }, options)) {
    for (const entity of page) seen.add(entity.metadata.uid);
  }
  const { totalItems } = await client.queryEntities({ filter, limit: 0 }, options);
  assert.equal(seen.size, totalItems);
});

test('getEntitiesByRefs keeps order and holes', async () => {
  const { items } = await client.getEntitiesByRefs({ entityRefs: ['component:default/there-is-none', reference] }, options);
  assert.equal(items[0], undefined);
  assert.equal(items[1].metadata.uid, component.metadata.uid);
});

test('getEntityByRef and getEntityByName', async () => {
  assert.equal((await client.getEntityByRef(reference, options)).metadata.uid, component.metadata.uid);
  assert.equal(await client.getEntityByRef('component:default/there-is-none', options), undefined);
  const name = { kind: 'component', namespace: component.metadata.namespace, name: component.metadata.name };
  assert.equal((await client.getEntityByName(name, options)).metadata.uid, component.metadata.uid);
});

test('getEntityAncestors starts with the entity', async () => {
  const { rootEntityRef, items } = await client.getEntityAncestors({ entityRef: reference }, options);
  assert.equal(rootEntityRef, reference);
  assert.equal(items[0].entity.metadata.uid, component.metadata.uid);
});

test('getEntityFacets by filter and by predicate', async () => {
  const { facets } = await client.getEntityFacets({ facets: ['kind'], filter }, options);
  assert.equal(facets.kind.length, 1);
  const same = await client.getEntityFacets({ facets: ['kind'], query: { kind: 'component' } }, options);
  assert.deepEqual(same.facets, facets);
});

test('refreshEntity is taken', async () => {
  await client.refreshEntity(reference, options);
});

test('removeEntityByUid removes; the entity can be restored', async () => {
  await client.removeEntityByUid(component.metadata.uid, options);
  const restored = await fetch(`${base}/api/v1/tombstones/${component.metadata.uid}/restore`, { method: 'POST' });
  // A sync that ran in between may have brought it back already.
  assert.ok([200, 404].includes(restored.status), String(restored.status));
});

test('locations: added, found in every way, removed', async () => {
  const target = `https://git.example.invalid/${Date.now()}/catalog-info.yaml`;
  const { location } = await client.addLocation({ type: 'url', target }, options);
  try {
    assert.equal(location.target, target);
    assert.equal((await client.getLocationById(location.id, options)).target, target);
    assert.equal((await client.getLocationByRef(`url:${target}`, options)).id, location.id);
    const { items } = await client.getLocations({}, options);
    assert.ok(items.some(one => one.id === location.id));
    const found = await client.queryLocations({ query: { target } }, options);
    assert.equal(found.items[0].id, location.id);
    const seen = [];
    for await (const page of client.streamLocations({ pageSize: 1 }, options)) seen.push(...page);
    assert.ok(seen.some(one => one.id === location.id));
    await assert.rejects(client.addLocation({ type: 'url', target }, options), /409|Conflict|already exists/);
  } finally {
    await client.removeLocationById(location.id, options);
  }
  assert.equal(await client.getLocationById(location.id, options), undefined);
});

test('getLocationByEntity answers a location or nothing', async () => {
  const location = await client.getLocationByEntity(reference, options);
  assert.ok(location === undefined || typeof location.target === 'string');
});

test('validateEntity says what is wrong', async () => {
  const entity = { apiVersion: 'backstage.io/v1alpha1', kind: 'Component', metadata: { name: 'fine' }, spec: { type: 'service', lifecycle: 'production', owner: 'x' } };
  const location = 'url:https://git.example.invalid/catalog-info.yaml';
  assert.deepEqual(await client.validateEntity(entity, location, options), { valid: true });
  const broken = { ...entity, metadata: { name: 'not fine' } };
  const answer = await client.validateEntity(broken, location, options);
  assert.equal(answer.valid, false);
  assert.ok(answer.errors.length > 0);
});

test('analyzeLocation proposes an entity', async () => {
  const target = 'https://github.com/acme/web-shop';
  const { generateEntities } = await client.analyzeLocation({ location: { type: 'url', target } }, options);
  assert.equal(generateEntities[0].entity.metadata.annotations['github.com/project-slug'], 'acme/web-shop');
});
