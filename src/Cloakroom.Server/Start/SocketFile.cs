using System.Net.Sockets;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Cloakroom.Server.Start;

/// <summary>
/// The file of a Unix socket that the server listens on (unix(7)). Whoever may write to it may connect: its owner and its group, whatever the
/// umask is. One that a killed process has left behind makes way.
/// </summary>
internal static class SocketFile
{
    // open(2): the file is a UNIX domain socket. The same number on every Unix, and there is no other question that the runtime would answer.
    private const int NoSuchDevice = 6;

    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Binds, and does not listen yet: until then nobody can connect, so that the mode is there before anybody.</summary>
    /// <exception cref="StartRefusedException">Something stands in the way.</exception>
    public static Socket Open(UnixDomainSocketEndPoint where)
    {
        string path = where.ToString();
        try
        {
            if (File.Exists(path))
            {
                MakeWay(path, where);
            }

            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(where);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, OwnerAndGroup);
            }

            return socket;
        }
        // ENOENT has no number of its own there.
        catch (SocketException missing) when (missing.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw Refused(path, "its folder is missing; make the folder, which the user of this program may write to", missing);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw Refused(path, "this user may not write there; give it the folder, or choose another in --urls", denied);
        }
    }

    /// <summary>Takes the file away, so that nobody finds the door any more; whoever has knocked still waits to be let in.</summary>
    public static void Remove(UnixDomainSocketEndPoint where)
    {
        try
        {
            File.Delete(where.ToString());
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // Then the next start does.
        }
    }

    private static void MakeWay(string path, UnixDomainSocketEndPoint where)
    {
        if (!IsSocket(path))
        {
            throw Refused(path, "there is a file of another kind, which is not touched; take it away, or choose another place in --urls");
        }

        using var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            caller.Connect(where);
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw Refused(path, "another program listens there; end it, or choose another place in --urls");
    }

    // Connecting would not tell: a file that holds somebody's data refuses as well.
    private static bool IsSocket(string path)
    {
        try
        {
            // For reading alone it would wait at a named pipe.
            using FileStream other = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (IOException failure)
        {
            return failure.HResult == NoSuchDevice;
        }
    }

    private static StartRefusedException Refused(string path, string why, Exception? inner = null) =>
        new($"The Unix socket {path} cannot be listened on: {why}.", inner);
}
