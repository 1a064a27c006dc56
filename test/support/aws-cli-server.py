"""Runs calls of AWS CLI in forked copies of one process: loading it takes most of a call's time.

Usage: aws-cli-server.py SOCKET serves; aws-cli-server.py SOCKET call ARGUMENT... is called in place of `aws`.
"""

import json
import os
import socket
import sys


def serve(path):
    import awscli.clidriver

    driver = awscli.clidriver.create_clidriver()
    loader = driver.session.get_component("data_loader")
    for service in ("ec2", "sts", "s3", "rds", "lambda", "dynamodb", "logs", "ecr", "elbv2"):
        loader.load_service_model(service, "service-2")
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(path)
    server.listen(64)
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            # A grandchild answers, so that nobody has to wait for it.
            if os.fork() == 0:
                answer(connection, driver)
            os._exit(0)
        os.wait()
        connection.close()


def answer(connection, driver):
    data, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    while not data.endswith(b"\n"):
        data += connection.recv(1 << 20)
    call = json.loads(data)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    os.environ.clear()
    os.environ.update(call["environment"])
    os.chdir(call["folder"])
    try:
        status = driver.main(call["arguments"])
    except SystemExit as exit:
        status = exit.code
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(json.dumps(status or 0).encode())


def call(path, arguments):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    request = {"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}
    data = json.dumps(request).encode() + b"\n"
    sent = socket.send_fds(connection, [data], [0, 1, 2])
    connection.sendall(data[sent:])
    sys.exit(int(connection.recv(16) or b"1"))


if sys.argv[2:3] == ["call"]:
    call(sys.argv[1], sys.argv[3:])
serve(sys.argv[1])
