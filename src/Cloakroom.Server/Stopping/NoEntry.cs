using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Cloakroom.Server.Stopping;

/// <summary>
/// A sign on a listening socket that lets no new connection in, and all that have begun: a filter of the kernel (Linux socket(7),
/// SO_ATTACH_FILTER) that drops segments with the flag SYN (RFC 9293 3.1: byte 13 of the header).
/// </summary>
internal static class NoEntry
{
    private const int SolSocket = 1, SoAttachFilter = 26, IpProtoTcp = 6, TcpInfo = 11;

    // In tcp_info of a listening socket: how many connections wait to be accepted (tcpi_unacked).
    private const int Waiting = 24;

    // Classic BPF, 8 bytes each: code (2, of this machine's byte order), jump if true, jump if false, operand (4).
    private static readonly byte[] Program =
        [.. Step(0x30, 0, 0, 13), .. Step(0x45, 0, 1, 0x02), .. Step(0x06, 0, 0, 0), .. Step(0x06, 0, 0, uint.MaxValue)];

    /// <summary>False where there is no such thing; then the door closes as it always did.</summary>
    public static bool TryPut(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || IntPtr.Size != 8)
        {
            return false;
        }

        byte[] program = GC.AllocateUninitializedArray<byte>(Program.Length, pinned: true);
        Program.CopyTo(program, 0);
        // struct sock_fprog: number of steps (2), padding to 8, address of the first.
        byte[] reference = new byte[16];
        MemoryMarshal.Write(reference.AsSpan(), (ushort)(Program.Length / 8));
        MemoryMarshal.Write(reference.AsSpan(8), (long)Marshal.UnsafeAddrOfPinnedArrayElement(program, 0));
        try
        {
            socket.SetRawSocketOption(SolSocket, SoAttachFilter, reference);
            GC.KeepAlive(program);
            return true;
        }
        catch (Exception refused) when (refused is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Whether connections wait that the program has not accepted yet.</summary>
    public static bool IsSomebodyWaiting(Socket socket)
    {
        Span<byte> info = stackalloc byte[104];
        try
        {
            // On a Unix socket there is no handshake that could be half done: who waits can be accepted.
            return socket.AddressFamily == AddressFamily.Unix ? socket.Poll(0, SelectMode.SelectRead)
                : socket.GetRawSocketOption(IpProtoTcp, TcpInfo, info) >= Waiting + 4 && MemoryMarshal.Read<uint>(info[Waiting..]) > 0;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static byte[] Step(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        byte[] step = new byte[8];
        MemoryMarshal.Write(step.AsSpan(), code);
        (step[2], step[3]) = (ifTrue, ifFalse);
        MemoryMarshal.Write(step.AsSpan(4), operand);
        return step;
    }
}
