#!/usr/bin/python3
"""OpenStack Swift with its S3 layer: proxy, account, container and object server in one process, one copy of each object.

usage: swift-server.py FOLDER ACCOUNT:USER SECRET DOMAIN; prints the port when it is ready. Everything is on 127.0.0.1 and below FOLDER.
"""
import logging
import os
import sys

import eventlet
from eventlet import wsgi

folder, access_key, secret, domain = sys.argv[1:]
account, user = access_key.split(':')
etc, devices = folder + '/etc', folder + '/devices'
os.makedirs(etc)
os.makedirs(devices + '/disk')


def write(name, text):
    with open('%s/%s' % (etc, name), 'w') as file:
        file.write(text)


write('swift.conf', '''
[swift-hash]
swift_hash_path_suffix = groundswell
swift_hash_path_prefix = groundswell
[storage-policy:0]
name = standard
default = yes
''')

# Swift reads its configuration while it is imported.
from swift.common import storage_policy, utils  # noqa: E402

utils.SWIFT_CONF_FILE = etc + '/swift.conf'
utils.set_swift_dir(etc)
utils.validate_hash_conf()
storage_policy.reload_storage_policies()

from swift.common.http_protocol import SwiftHttpProtocol  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

keepers = ('account', 'container', 'object')
sockets = {name: eventlet.listen(('127.0.0.1', 0)) for name in keepers + ('proxy',)}
ports = {name: socket.getsockname()[1] for name, socket in sockets.items()}

common = '''
[DEFAULT]
swift_dir = %s
devices = %s
mount_check = false
workers = 0
log_level = WARN
log_address = /nonexistent
''' % (etc, devices)

for name in keepers:
    ring = RingBuilder(4, 1, 0)
    ring.add_dev(dict(id=0, region=1, zone=1, weight=1.0, device='disk', meta='', ip='127.0.0.1', port=ports[name],
                      replication_ip='127.0.0.1', replication_port=ports[name]))
    ring.rebalance()
    ring.get_ring().save('%s/%s.ring.gz' % (etc, name))
    write(name + '-server.conf', common + '''
[pipeline:main]
pipeline = %(name)s-server
[app:%(name)s-server]
use = egg:swift#%(name)s
''' % {'name': name})

filters = 'catch_errors gatekeeper cache listing_formats bulk s3api tempauth copy slo dlo'
write('proxy-server.conf', common + '''
[pipeline:main]
pipeline = %s proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
''' % filters + ''.join('[filter:%s]\nuse = egg:swift#%s\n%s\n' % (name, {'cache': 'memcache'}.get(name, name), {
    # Small pages, so that a short list has several.
    's3api': 'location = us-east-1\nstorage_domain = %s\nmax_bucket_listing = 50' % domain,
    # The second user is let in, and may do nothing.
    'tempauth': 'user_%s_%s = %s .admin\nuser_%s_stranger = %s' % (account, user, secret, account, secret),
    # It has to be there; nobody answers, so that nothing is cached.
    'cache': 'memcache_servers = 127.0.0.1:1',
}.get(name, '')) for name in filters.split()))

eventlet.hubs.use_hub(utils.get_hub())
eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True)
logging.basicConfig(filename=folder + '/server.log', level=logging.WARNING)
servers = [
    eventlet.spawn(wsgi.server, sockets[name], loadapp('%s/%s-server.conf' % (etc, name)), logging.getLogger('wsgi'),
                   protocol=SwiftHttpProtocol, log_output=False, capitalize_response_headers=False)
    for name in sockets
]
print(ports['proxy'], flush=True)
for server in servers:
    server.wait()
