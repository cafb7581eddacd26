using System.Net.Sockets;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Start;

namespace Cloakroom.Tests.Server.Proxies;

public sealed class SocketFileTests
{
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    [Fact]
    public async Task Owner_and_group_may_connect_and_the_file_goes_with_the_server()
    {
        using var folder = new SocketFolder();
        await using (RunningServer server = await RunningServer.StartAsync(["--urls", folder.Urls]))
        {
            Assert.Equal(OwnerAndGroup, new FileInfo(folder.File).UnixFileMode);
            Assert.Equal("127.0.0.1", server.Url.Host);
            Assert.Contains($"http://unix:{folder.File}", server.Banner(), StringComparison.Ordinal);
            Assert.Contains("TrustedProxies does not list unix", server.Banner(), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(folder.File));
    }

    [Fact]
    public void What_a_killed_server_has_left_behind_makes_way()
    {
        using var folder = new SocketFolder();
        LeaveBehind(folder);
        using Socket socket = SocketFile.Open(folder.EndPoint);
        socket.Listen();
        using var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        caller.Connect(folder.EndPoint);
    }

    [Fact]
    public async Task A_socket_on_which_somebody_listens_is_left_to_them()
    {
        using var folder = new SocketFolder();
        await using RunningServer first = await RunningServer.StartAsync(["--urls", folder.Urls]);
        Exception failure = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(["--urls", folder.Urls]));
        Assert.Equal($"The Unix socket {folder.File} cannot be listened on: another program listens there; end it, or choose another place in --urls.", StartFailure.Sentence(failure));
        await using Stream there = await folder.Connect(null!, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_file_of_another_kind_is_not_touched()
    {
        using var folder = new SocketFolder();
        File.WriteAllText(folder.File, "data");
        Assert.Contains("a file of another kind, which is not touched", Refused(folder).Message, StringComparison.Ordinal);
        Assert.Equal("data", File.ReadAllText(folder.File));
    }

    [Fact]
    public void A_folder_that_is_missing_is_said_in_one_sentence()
    {
        using var folder = new SocketFolder();
        Exception failure = Assert.Throws<StartRefusedException>(() => SocketFile.Open(new UnixDomainSocketEndPoint($"{folder.File}.d/cloakroom.sock")));
        Assert.Contains("its folder is missing; make the folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_said_in_one_sentence()
    {
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningServer.StartAsync(["--urls", $"http://unix:/tmp/{new string('x', 120)}.sock"]));
        Assert.Contains("longer than the system takes", StartFailure.Sentence(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_alone_tells_no_public_address()
    {
        using var folder = new SocketFolder();
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningServer.StartAsync(["--urls", $"http://unix:{folder.File}"]));
        Assert.Contains("PublicUrl", StartFailure.Sentence(failure), StringComparison.Ordinal);
    }

    private static StartRefusedException Refused(SocketFolder folder) => Assert.Throws<StartRefusedException>(() => SocketFile.Open(folder.EndPoint));

    // A socket that is closed takes the file along that it was bound to, and finds it elsewhere.
    private static void LeaveBehind(SocketFolder folder)
    {
        string first = folder.File + "1";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(first));
        socket.Listen();
        File.Move(first, folder.File);
    }
}
