using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Redis;
using Cloakroom.Testing;
using static Cloakroom.Tests.Redis.RedisCalls;

namespace Cloakroom.Tests.Redis;

/// <summary>Connecting: whom the store talks to, whom it refuses, and what it says then.</summary>
public sealed class RedisStartTests
{
    [Fact]
    public async Task A_user_of_the_access_list_gets_in_and_others_are_refused_in_a_sentence()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        Assert.Equal("OK", await redis.CliAsync("ACL", "SETUSER", "me", "on", ">word", "~*", "&*", "+@all"));
        Assert.Equal("OK", await redis.CliAsync("CONFIG", "SET", "requirepass", "secret"));
        await using (RedisLine line = await ConnectAsync($"redis://me:word@127.0.0.1:{redis.Port}"))
        {
            Assert.Equal("me", await line.SayAsync("ACL", "WHOAMI"));
        }

        await using (RedisLine line = await ConnectAsync($"redis://:secret@127.0.0.1:{redis.Port}"))
        {
            Assert.Equal("default", await line.SayAsync("ACL", "WHOAMI"));
        }

        Assert.StartsWith("Redis does not accept this user and password", Refusal($"redis://me:wrong@127.0.0.1:{redis.Port}"), StringComparison.Ordinal);
        Assert.StartsWith("Redis asks for a password", Refusal(redis.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_access_list_of_the_documentation_is_enough()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        string[] words = [.. AclLine().Replace("PASSWORD", "word", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal("OK", await redis.CliAsync(words));
        string address = $"redis://cloakroom:word@127.0.0.1:{redis.Port}";
        foreach (string name in (string[])["Of parallel updates from one version exactly one is Done", "A sweep forgets records past their idle timeout"])
        {
            await redis.CliAsync("FLUSHALL");
            Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(time => new(RedisSessionStore.Open(Slow(address), time)))));
        }
    }

    [Fact]
    public async Task A_server_that_may_evict_sessions_is_refused()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync("--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru");
        Assert.StartsWith("Redis may delete sessions and logouts when its memory is full (maxmemory-policy is allkeys-lru)", Refusal(redis.Address), StringComparison.Ordinal);
        await redis.CliAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await using var store = RedisSessionStore.Open(RedisStoreOptions.Parse(redis.Address), TimeProvider.System);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        Assert.StartsWith("Redis has no database 99", Refusal(redis.Address + "/99"), StringComparison.Ordinal);
        await using RedisLine line = await ConnectAsync(redis.Address + "/7");
        await line.SayAsync("SET", "where", "here");
        Assert.Equal("here", await redis.CliAsync("-n", "7", "GET", "where"));
    }

    [Fact]
    public async Task A_Unix_socket_serves_as_well()
    {
        string socket = Path.Combine(Path.GetTempPath(), $"cloakroom-{SessionHandle.Create()}.sock");
        await using RedisProcess redis = await RedisProcess.StartAsync("--unixsocket", socket);
        await using RedisLine line = await ConnectAsync($"redis+unix://{socket}?db=2");
        Assert.Equal("PONG", await line.SayAsync("PING"));
    }

    [Fact]
    public async Task TLS_trusts_the_named_authority_and_no_other()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-tls-");
        string certificate = WriteCertificate(folder.FullName);
        await using RedisProcess redis = await RedisProcess.StartAsync(
            "--tls-port", "0", "--tls-auth-clients", "no", "--tls-cert-file", certificate, "--tls-key-file", Path.ChangeExtension(certificate, ".key"), "--tls-ca-cert-file", certificate);
        int port = RedisProcess.FreePort();
        Assert.SkipUnless(await redis.CliAsync("CONFIG", "SET", "tls-port", $"{port}") == "OK", "This redis-server knows no TLS.");
        var options = RedisStoreOptions.Parse($"rediss://localhost:{port}");
        Assert.StartsWith("The certificate of the Redis server is not trusted", Refusal(options), StringComparison.Ordinal);
        options.AuthorityFile = certificate;
        options.Deadline = TimeSpan.FromSeconds(10);
        await using (var store = RedisSessionStore.Open(options, TimeProvider.System))
        {
            Assert.Equal(StoredSession.Absent, await store.FindAsync(SessionId.Create().Digest(), Stop));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Who_speaks_something_else_is_left_in_bounded_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = AnswerAsync(listener, "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        await using var line = new RedisLine(RedisStoreOptions.Parse($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        Exception? failure = await line.First.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Contains("not RESP3", failure?.Message, StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Fact]
    public async Task Without_a_server_the_program_starts_and_calls_are_refused()
    {
        await using var store = RedisSessionStore.Open(RedisStoreOptions.Parse("127.0.0.1:1"), TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.FindAsync(SessionId.Create().Digest(), Stop));
        Assert.Equal("There is no connection to Redis: it has not been reached yet.", refusal.Message);
        Assert.False(store.IsFresh);
    }

    // From the line that begins with ACL to the end of its block.
    private static string AclLine()
    {
        string page = Conventions.Repository.Read("docs/redis.md");
        int start = page.IndexOf("ACL SETUSER", StringComparison.Ordinal);
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static RedisStoreOptions Slow(string address)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return options;
    }

    private static string Refusal(string address) => Refusal(Slow(address));

    private static string Refusal(RedisStoreOptions options) =>
        Assert.Throws<StoreStartException>(() => RedisSessionStore.Open(options, TimeProvider.System)).Message;

    private static async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        try
        {
            while (true)
            {
                using Socket socket = await listener.AcceptSocketAsync(Stop);
                await socket.SendAsync(answer);
                await socket.ReceiveAsync(new byte[100]);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static string WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        string file = Path.Combine(folder, "server.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(Path.ChangeExtension(file, ".key"), key.ExportPkcs8PrivateKeyPem());
        return file;
    }
}
